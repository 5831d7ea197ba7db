"""Everybody at one connection at once: no two wait for each other, and one ticket is live."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from django.db import connections

from organizations import services as organizations
from organizations.errors import Rejected
from organizations.models import Connection
from portal.actor import Actor
from portal.auth0 import Auth0Error
from tests.tickets.acme import Acme
from tests.tickets.log_lines import event
from tickets import services, tasks, tasks_look
from tickets.models import Message, Ticket
from tickets.services.errors import TicketError
from tickets.states import LIVE

_ROUNDS = 6


@pytest.mark.django_db(transaction=True)
def test_everybody_at_once(tenant, sandbox, staff, mails):
    acme = Acme(tenant, sandbox, staff)
    acme.configure()
    acme.publish("acme.com")

    def work(do: Callable[[], object]) -> None:
        try:
            # Who comes too late is told so; a deadlock is none of these.
            with suppress(TicketError, Rejected, Auth0Error):
                do()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        list(
            pool.map(work, [do for number in range(_ROUNDS) for do in _deeds(acme, staff, number)])
        )

    assert acme.connection.tickets.filter(state__in=LIVE).count() <= 1
    assert acme.connection.links.filter(ended="").count() <= 1
    assert len(acme.mailed()) == len({*Message.objects.values_list("key", flat=True)})


def _deeds(acme: Acme, staff: Actor, number: int) -> Iterator[Callable[[], object]]:
    """What workers, Auth0, the mail service, the customer and staff may do at any moment."""
    connection = Connection.objects.select_related("tenant", "customer", "organization").get(
        pk=acme.connection.pk
    )
    (domain,) = connection.domains.select_related(
        "connection__customer", "connection__tenant", "connection__organization"
    )

    def newest() -> Ticket:
        tickets = Ticket.objects.select_related("connection__customer", "link__contact")
        return tickets.filter(connection=connection).latest("pk")

    def bounce() -> object:
        first = Message.objects.earliest("pk")
        return services.note_delivery(
            Message.State.BOUNCED, provider_id="", message_id=str(first.pk)
        )

    yield lambda: tasks_look.look(connection.pk)
    yield lambda: tasks_look.check_domain(domain.pk)
    yield lambda: services.ingest_logs(
        connection.tenant, [event(number), event(number, "flow_end")]
    )
    yield lambda: services.request_draft(services.follow_up_draft(connection), by=staff)
    yield tasks.sweep
    yield lambda: services.open_link(
        newest().link, by=Actor.customer("alice@acme.com"), user_agent="Firefox"
    )
    yield bounce
    yield lambda: tasks_look.carry(connection.pk)
    yield lambda: services.set_policy(connection, by=staff, most_reminders=number + 1)
    yield lambda: organizations.force_verified(domain, reason="By phone.", by=staff)
    yield services.expire_due
    if number == _ROUNDS - 1:
        yield lambda: services.revoke(newest(), by=staff, reason="Wrong company")
