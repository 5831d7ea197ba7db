"""The page behind a mailed link: where the setup stands, and the way on to Auth0."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods

from portal.actor import Actor
from tickets import overview, services
from tickets.confirmation import ConfirmationForm, masked
from tickets.models import Link
from tickets.services.standing import Standing, newest, standing

from .check import outcome
from .visit import (
    asking,
    back,
    behind_link,
    home_of,
    is_confirmed,
    mail_code,
    page,
    private,
    remember,
)

_LEADS_ON = (Standing.READY, Standing.RENEWS, Standing.PREPARING)
# Until then the link is good, whatever stands in the way at the moment.
_GOOD = (*_LEADS_ON, Standing.TROUBLE)


@require_http_methods(["GET", "HEAD", "POST"])
@behind_link
def landing(request: HttpRequest, link: Link) -> HttpResponse:
    """Say who invites whom to what, and to who confirmed where it stands; POST leads on."""
    if request.method == "POST" and standing(link) in _GOOD:
        return _go_on(request, link)
    return _show(request, link)


def _go_on(request: HttpRequest, link: Link) -> HttpResponse:
    if answer := mail_code(request, link):
        return answer
    form = ConfirmationForm(request.POST, link=link, confirmed=is_confirmed(request, link))
    if not form.is_valid():
        return _show(request, link, form)
    if "look" in request.POST:
        return remember(back(link), request, link)
    try:
        address = services.open_link(
            link,
            by=Actor.customer(link.recipient_email, request),
            user_agent=request.headers.get("User-Agent", ""),
        )
    except services.LinkClosed:
        return _show(request, link)
    response = HttpResponseRedirect(address or request.path, status=303)
    return private(remember(response, request, link))


def _show(request: HttpRequest, link: Link, form: ConfirmationForm | None = None) -> HttpResponse:
    link.refresh_from_db(fields=["ended", "expires_at"])
    now, ticket = standing(link), newest(link)
    confirmed = is_confirmed(request, link)
    told = overview.of(link) if confirmed and now in _GOOD else None
    response = page(
        request,
        "ready" if now == Standing.RENEWS else now,
        tenant=link.connection.tenant,
        custom_domain=ticket.custom_domain,
        link=link,
        home=home_of(link),
        ticket=ticket,
        customer=link.connection.customer,
        renews=now == Standing.RENEWS,
        person=ticket.created_by,
        address=masked(link.recipient_email),
        overview=told,
        check=outcome(request, told.domains) if told else "",
        **asking(request, link, form or ConfirmationForm(link=link, confirmed=confirmed)),
    )
    if request.headers.get("HX-Target") == "records" and not (told and told.domains):
        # What was to be renewed is no more on the page: show the new one.
        response["HX-Refresh"] = "true"
    return response
