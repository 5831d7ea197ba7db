"""One connection's page: where it stands, its domains and tickets, and what comes next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from organizations.models import Connection, Domain, Stage, Verification
from organizations.services import connections, sign_ins, tenants
from organizations.services import domains as domains_services
from organizations.stages import OPEN
from portal.web.access import requires
from portal.web.live import live
from tickets.actions import waiting

_EVENTS = 60
_CONTACTS = 3
_POLL = 15


@requires("view_pages")
@require_safe
def connection(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Connection.objects.select_related("customer", "tenant", "organization")
    found = get_object_or_404(rows, pk=pk)
    domains = list(found.domains.all())
    half_done = connections.is_half_done(found)
    names = tenants.application_names(found.tenant, found.wanted_clients) if half_done else {}
    context = {
        "connection": found,
        "domains": domains,
        "pending": any(domain.state == Domain.State.PENDING for domain in domains),
        "unseen": found.verification != Verification.NONE and not found.shows_pending,
        "logged": domains_services.logged_domain_events(found) if not found.shows_pending else [],
        "half_done": half_done,
        "wanted": [names.get(one, one) for one in found.wanted_clients],
        "serves_nothing": found.origin == Connection.Origin.DIRECT
        and bool(found.auth0_id)
        and not (half_done or found.clients or found.stage == Stage.GONE),
        "contacts": found.customer.contacts.order_by("name", "pk")[:_CONTACTS],
        "sign_ins": sign_ins.recent(found),
        "tickets": found.tickets.select_related("link"),
        "values": connections.our_values(found),
        "has_secret": connections.has_secret(found),
        "attentions": waiting(connection=found),
        "poll": _POLL if found.stage in OPEN else 0,
        "events": list(found.events.all()[:_EVENTS]),
    }
    return render(request, live("tickets/connections/connection.html", request), context)
