"""Who shares a ticket: one more is added, and one person's link sent again, copied or revoked."""

from uuid import UUID

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
from tickets.forms.actions import RevokeForm
from tickets.forms.people import AddRecipientForm
from tickets.models import Link, Ticket
from tickets.services import links

from .actions import ticket_to_change


@requires("issue_tickets")
@require_http_methods(["GET", "HEAD", "POST"])
def add_recipient(request: HttpRequest, pk: int) -> HttpResponse:
    ticket = ticket_to_change(pk)
    form = AddRecipientForm(request.POST if request.method == "POST" else None, ticket=ticket)
    if form.is_valid():
        contact, role = form.cleaned_data["contact"], form.cleaned_data["role"]
        with refusals_as_messages(request):
            links.add_recipient(ticket, contact, role=role, by=Actor.staff(request))
            messages.success(request, f"Recipient added. {contact.name} gets a link by email.")
        return redirect(ticket)
    return render(request, "tickets/recipients/add.html", {"ticket": ticket, "form": form})


@requires("issue_tickets")
@require_POST
def resend(request: HttpRequest, pk: int, link_id: UUID) -> HttpResponse:
    ticket, link = _of_one(pk, link_id)
    with refusals_as_messages(request):
        message = links.resend(ticket, by=Actor.staff(request), link=link)
        messages.success(request, f"Email to {readable(message.to_email)} queued for resending.")
    return back(request, ticket)


@requires("issue_tickets")
@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: HttpRequest, pk: int, link_id: UUID) -> HttpResponse:
    ticket, link = _of_one(pk, link_id)
    form = RevokeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals_as_messages(request):
            links.remove_recipient(
                link, reason=form.cleaned_data["reason"], by=Actor.staff(request)
            )
            messages.success(request, f"Link for {link.recipient_name} revoked.")
        return back(request, ticket)
    context = {
        "ticket": ticket,
        "link": link,
        "form": form,
        "opened": links.may_be_inside(ticket, link),
    }
    return render(request, "tickets/recipients/revoke.html", context)


@requires("copy_links")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@confirmed
def copy_link(request: HttpRequest, pk: int, link_id: UUID) -> HttpResponse:
    """Show one person's link to who asked for it; that they did is on the audit trail."""
    ticket, link = _of_one(pk, link_id)
    if request.method == "POST":
        with refusals_as_messages(request):
            url = links.copy_link(ticket, by=Actor.staff(request), link=link)
            context = {"ticket": ticket, "url": url, "link": link}
            return render(request, "tickets/recipients/copy_link.html", context)
    return redirect(ticket)


def _of_one(pk: int, link_id: UUID) -> tuple[Ticket, Link]:
    ticket = ticket_to_change(pk)
    return ticket, get_object_or_404(ticket.link.everyones(), pk=link_id)
