"""What staff do with a ticket: mail it again, hand it to another, copy its link, take it back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from organizations.views.answers import refusals_as_messages
from portal.actor import Actor
from portal.text.addresses import readable
from portal.web.access import requires
from portal.web.back import back
from portal.web.step_up import confirmed
from tickets.forms.actions import RecipientForm, RevokeForm
from tickets.models import Ticket
from tickets.services import lifecycle, links, requests


@requires("issue_tickets")
@require_POST
def resend(request: HttpRequest, pk: int) -> HttpResponse:
    ticket = ticket_to_change(pk)
    with refusals_as_messages(request):
        message = links.resend(ticket, by=Actor.staff(request))
        messages.success(request, f"Email to {readable(message.to_email)} queued for resending.")
    return back(request, ticket)


@requires("issue_tickets")
@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    ticket = ticket_to_change(pk)
    form = RevokeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals_as_messages(request):
            lifecycle.revoke(ticket, by=Actor.staff(request), reason=form.cleaned_data["reason"])
            messages.success(
                request,
                "Link revoked. Auth0 is ending the ticket and its sessions.",
            )
        return back(request, ticket)
    others = list(ticket.link.everyones().filter(ended="").exclude(pk=ticket.link_id))
    context = {"ticket": ticket, "form": form, "others": others}
    return render(request, "tickets/tickets/revoke.html", context)


@requires("issue_tickets")
@require_http_methods(["GET", "HEAD", "POST"])
def change_recipient(request: HttpRequest, pk: int) -> HttpResponse:
    ticket = ticket_to_change(pk)
    form = RecipientForm(request.POST if request.method == "POST" else None, ticket=ticket)
    if form.is_valid():
        contact, was = form.cleaned_data["contact"], readable(ticket.link.recipient_email)
        with refusals_as_messages(request):
            new = links.change_recipient(ticket, contact, by=Actor.staff(request))
            messages.success(
                request,
                f"Recipient changed. {contact.name} gets a new link; the one sent to {was} no "
                "longer works.",
            )
            return back(request, new)
        return back(request, ticket)
    return render(request, "tickets/recipients/change.html", {"ticket": ticket, "form": form})


@requires("approve_domains")
@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """A second person's word on the domains that a ticket trusts without proof."""
    ticket = ticket_to_change(pk)
    with refusals_as_messages(request):
        requests.approve_domains(ticket, by=Actor.staff(request))
        messages.success(request, "Domains approved. Auth0 is issuing the ticket.")
    return back(request, ticket)


@requires("copy_links")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@confirmed
def copy_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the link to the person who asked for it; that they did is on the audit trail."""
    ticket = ticket_to_change(pk)
    if request.method == "POST":
        with refusals_as_messages(request):
            url = links.copy_link(ticket, by=Actor.staff(request))
            return render(
                request, "tickets/recipients/copy_link.html", {"ticket": ticket, "url": url}
            )
    return redirect(ticket)


def ticket_to_change(pk: int) -> Ticket:
    """Return a ticket with what acting on it takes; 404 without one."""
    rows = Ticket.objects.select_related(
        "connection__customer", "connection__tenant", "link__contact", "preset", "created_by"
    )
    return get_object_or_404(rows, pk=pk)
