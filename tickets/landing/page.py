"""The page behind a mailed link: where the setup stands, and the way on to Auth0."""

from django.http import HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods

from portal.actor import Actor
from tickets import errors
from tickets.models import Link
from tickets.services import links
from tickets.services.links.status import LEADS_ON, LinkStatus, link_status, newest

from . import check
from .identity_form import IdentityForm, masked
from .progress import completed_setup, overview, records, refresh
from .progress.whose_turn import Who
from .visit import (
    Visit,
    asking,
    back,
    behind_link,
    home_of,
    in_full,
    is_confirmed,
    mail_code,
    page,
    private,
    remember,
)

# Until then the link is good, whatever stands in the way at the moment.
_GOOD = (*LEADS_ON, LinkStatus.TROUBLE)
# After that it leads nowhere, and still shows what was set up.
_SHOWS_STATUS = (*_GOOD, LinkStatus.COMPLETED)


@require_http_methods(["GET", "HEAD", "POST"])
@behind_link
def landing(request: Visit, link: Link) -> HttpResponse:
    """Say who invites whom to what, and to who confirmed where it stands; POST leads on."""
    if request.method == "POST" and link_status(link, request.ticket) in _SHOWS_STATUS:
        return _go_on(request, link)
    return _show(request, link)


def _go_on(request: Visit, link: Link) -> HttpResponse:
    if answer := mail_code(request, link):
        return answer
    form = IdentityForm(request.POST, link=link, confirmed=is_confirmed(request, link))
    if not form.is_valid():
        return _show(request, link, form)
    completed = link_status(link, request.ticket) == LinkStatus.COMPLETED
    if "show_status" in request.POST or link.is_for_dns or completed:
        return remember(back(link), request, link)
    try:
        address = links.open_link(
            link,
            by=Actor.customer(link.recipient_email, request),
            user_agent=request.headers.get("User-Agent", ""),
        )
    except errors.LinkClosed:
        return _show(request, link)
    response = HttpResponseRedirect(address or request.path, status=303)
    return private(remember(response, request, link))


def _show(request: Visit, link: Link, form: IdentityForm | None = None) -> HttpResponse:
    ticket = request.ticket
    if request.method == "POST":
        # By now it may lead elsewhere, or nowhere.
        link.refresh_from_db(fields=["ended", "expires_at"])
        ticket = newest(link)
    now = link_status(link, ticket)
    confirmed = is_confirmed(request, link)
    if link.is_for_dns and now in _GOOD:
        return records.of_link(request, link, form or IdentityForm(link=link, confirmed=confirmed))
    shown = overview.of(in_full(link)) if confirmed and now in _GOOD else None
    completed = now == LinkStatus.COMPLETED and not link.is_for_dns
    completed = completed and not link.connection.customer.archived_at
    current = refresh.outcome(request, ticket, link.connection) if shown else ""
    response = page(
        request,
        "ready" if now == LinkStatus.RENEWS else now,
        tenant=link.connection.tenant,
        custom_domain=ticket.custom_domain,
        link=link,
        home=home_of(link),
        ticket=ticket,
        customer=link.connection.customer,
        renews=now == LinkStatus.RENEWS,
        person=ticket.created_by,
        address=masked(link.recipient_email),
        overview=shown,
        setup=completed_setup.of(in_full(link).connection) if completed and confirmed else None,
        asks=completed and not confirmed,
        check=check.outcome(request, shown.domains) if shown else "",
        refresh=current,
        **asking(request, link, form or IdentityForm(link=link, confirmed=confirmed)),
    )
    target = request.headers.get("HX-Target")
    settled = not (shown and shown.domains and shown.turn.who == Who.DNS)
    if (target == "records" and settled) or (target == "turn" and current in ("done", "")):
        # What is to be done next stands elsewhere on the page now: show it anew.
        response["HX-Refresh"] = "true"
    return response
