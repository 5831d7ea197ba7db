"""Mend a mail that bounced, in one question: the right address, or somebody else."""

from contextlib import suppress
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from organizations.views.answers import refusals_on
from portal.actor import Actor
from portal.text.addresses import readable
from portal.web.access import requires
from portal.web.back import back
from tickets.forms.bounced import AddressForm, SomeoneElseForm
from tickets.models import Link, Ticket
from tickets.services import links

from .actions import ticket_to_change


@requires("issue_tickets")
@require_http_methods(["GET", "HEAD", "POST"])
def correct_address(request: HttpRequest, pk: int) -> HttpResponse:
    ticket = ticket_to_change(pk)
    link = _meant(request, ticket)
    posted = request.POST if request.method == "POST" else None
    is_other = bool(posted) and "else" in request.POST
    address = AddressForm(None if is_other else posted, link=link)
    other = SomeoneElseForm(posted if is_other else None)
    by = Actor.staff(request)
    if is_other and other.is_valid():
        with refusals_on(other):
            new = links.mail_someone_else(ticket, link, **other.cleaned_data, by=by)
            return _mailed(request, new, other.cleaned_data["email"])
    if not is_other and address.is_valid():
        with refusals_on(address):
            new = links.correct_address(ticket, link, **address.cleaned_data, by=by)
            return _mailed(request, new, address.cleaned_data["email"])
    context = {"ticket": ticket, "link": link, "form": address, "other": other}
    return render(request, "tickets/recipients/bounced.html", context)


def _meant(request: HttpRequest, ticket: Ticket) -> Link:
    """The link that the page showed, or was opened for: another one may have bounced since."""
    with suppress(ValueError):
        key = UUID(request.POST.get("link") or request.GET.get("link", ""))
        return get_object_or_404(ticket.link.everyones(), pk=key)
    return links.bounced_link(ticket)


def _mailed(request: HttpRequest, ticket: Ticket, email: str) -> HttpResponse:
    messages.success(request, f"The link will be emailed to {readable(email)}.")
    return back(request, ticket)
