"""For whoever runs a customer's DNS: the records to set, and nothing else.

A page to forward, and the one behind the link of who was invited for that alone.
"""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from organizations.models import Connection, Domain
from organizations.services.connections.open_points import pending_with_record
from portal.signing import read_record_token
from portal.web.languages import in_readers_language
from tickets.landing import check
from tickets.landing.identity_form import IdentityForm, masked
from tickets.landing.visit import Visit, asking, calm, home_of, in_full, is_confirmed, page
from tickets.models import Link

from . import overview


@login_not_required
@require_safe
@in_readers_language
def records(request: HttpRequest, token: str) -> HttpResponse:
    """Show the TXT records that are still to be set; who holds the address learns no more."""
    if not calm(request):
        return page(request, "slow", status=429)
    connection = Connection.objects.filter(pk=read_record_token(token) or 0).first()
    if connection is None:
        return page(request, "unknown", status=404)
    return page(request, "records", domains=pending_with_record(connection))


def of_link(request: Visit, link: Link, form: IdentityForm) -> HttpResponse:
    """Show who was invited for DNS only what to add, once they confirmed who they are."""
    confirmed = is_confirmed(request, link)
    shown, done = None, False
    if confirmed:
        in_full(link)
        domains = pending_with_record(link.connection)
        done = link.connection.domains.filter(state=Domain.State.VERIFIED).exists()
        shown = overview.about_dns(link, domains) if domains else None
    response = page(
        request,
        "dns",
        link=link,
        home=home_of(link),
        ticket=request.ticket,
        customer=link.connection.customer,
        person=request.ticket.created_by,
        address=masked(link.recipient_email),
        confirmed=confirmed,
        overview=shown,
        done=done,
        check=check.outcome(request, shown.domains) if shown else "",
        **asking(request, link, form),
    )
    if request.headers.get("HX-Target") == "records" and not shown:
        # What was checked is no longer to be added: show the page anew.
        response["HX-Refresh"] = "true"
    return response
