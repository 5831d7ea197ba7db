"""What staff do with a ticket: mail it again, hand it to another, copy its link, take it back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from organizations.models import Connection
from portal.access import requires
from portal.actor import Actor
from portal.back import back
from tickets import services
from tickets.forms.actions import RecipientForm, RevokeForm
from tickets.models import Ticket


@requires("issue_tickets")
@require_POST
def resend(request: HttpRequest, pk: int) -> HttpResponse:
    ticket = _ticket(pk)
    try:
        message = services.resend(ticket, by=Actor.staff(request))
    except services.TicketError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"The mail goes out once more to {message.to_email}.")
    return back(request, ticket)


@requires("issue_tickets")
@require_POST
def issue_again(request: HttpRequest, pk: int) -> HttpResponse:
    """The same once more, to the same recipient, without a look at it first."""
    ticket = _ticket(pk)
    try:
        new = services.request_again(ticket, by=Actor.staff(request))
    except services.TicketError as error:
        messages.error(request, str(error))
        return back(request, ticket)
    messages.success(request, _on_its_way(new))
    return back(request, new)


@requires("issue_tickets")
@require_POST
def send_follow_up(request: HttpRequest, pk: int) -> HttpResponse:
    """What the customer needs to finish verifying their domains, without a look at it first."""
    rows = Connection.objects.select_related("customer", "tenant", "organization")
    connection = get_object_or_404(rows, pk=pk)
    try:
        draft = services.follow_up_draft(connection)
        new = services.request_draft(draft, by=Actor.staff(request))
    except services.TicketError as error:
        messages.error(request, str(error))
        return back(request, connection)
    messages.success(request, _on_its_way(new))
    return back(request, new)


@requires("issue_tickets")
@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    ticket = _ticket(pk)
    form = RevokeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.revoke(ticket, by=Actor.staff(request), reason=form.cleaned_data["reason"])
        except services.TicketError as error:
            messages.error(request, str(error))
        else:
            messages.success(
                request,
                "The link is dead. Auth0 is asked to end the ticket and its sessions as well.",
            )
        return back(request, ticket)
    return render(request, "tickets/revoke.html", {"ticket": ticket, "form": form})


@requires("issue_tickets")
@require_http_methods(["GET", "HEAD", "POST"])
def change_recipient(request: HttpRequest, pk: int) -> HttpResponse:
    ticket = _ticket(pk)
    form = RecipientForm(request.POST if request.method == "POST" else None, ticket=ticket)
    if form.is_valid():
        contact = form.cleaned_data["contact"]
        try:
            new = services.change_recipient(ticket, contact, by=Actor.staff(request))
        except services.TicketError as error:
            messages.error(request, str(error))
            return back(request, ticket)
        messages.success(
            request,
            f"{contact.name} gets a link of their own; the one to "
            f"{ticket.link.recipient_email} is dead.",
        )
        return back(request, new)
    return render(request, "tickets/change_recipient.html", {"ticket": ticket, "form": form})


@requires("confirm_domains")
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """A second person's word on the domains that a ticket trusts without proof."""
    ticket = _ticket(pk)
    try:
        services.confirm_domains(ticket, by=Actor.staff(request))
    except services.TicketError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Confirmed. The ticket is on its way.")
    return back(request, ticket)


@requires("copy_links")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def copy_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the link to the person who asked for it; that they did is on the audit trail."""
    ticket = _ticket(pk)
    if request.method != "POST":
        return redirect(ticket)
    try:
        url = services.copy_link(ticket, by=Actor.staff(request))
    except services.TicketError as error:
        messages.error(request, str(error))
        return redirect(ticket)
    return render(request, "tickets/copy_link.html", {"ticket": ticket, "url": url})


def _on_its_way(ticket: Ticket) -> str:
    to = ticket.link.recipient_name
    return f"The ticket is on its way. {to} gets a mail once Auth0 has issued it."


def _ticket(pk: int) -> Ticket:
    rows = Ticket.objects.select_related(
        "connection__customer", "connection__tenant", "link__contact", "preset", "created_by"
    )
    return get_object_or_404(rows, pk=pk)
