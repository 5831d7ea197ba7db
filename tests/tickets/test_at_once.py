"""Everybody at one connection at once: no two wait for each other, and one ticket is live."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from django.db import connections

from organizations.errors import Rejected
from organizations.models import Connection
from organizations.services import domains
from portal.actor import Actor
from portal.auth0 import Auth0Error
from tests.tickets.acme import Acme
from tests.tickets.log_lines import event
from tickets.errors import TicketError
from tickets.models import Message, Ticket
from tickets.services import activity, lifecycle, links, mail, presets, requests
from tickets.services.mail.references import reference_to
from tickets.states import ACTIVE
from tickets.tasks import connections as connection_tasks
from tickets.tasks import tickets as ticket_tasks

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

    assert acme.connection.tickets.filter(state__in=ACTIVE).count() <= 1
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
        return mail.note_delivery(
            Message.State.BOUNCED,
            recipient=first.to_email,
            provider_id=first.provider_id,
            reference=reference_to(first),
        )

    yield lambda: connection_tasks.reconcile(connection.pk)
    yield lambda: connection_tasks.check_domain(domain.pk)
    yield lambda: activity.ingest_logs(
        connection.tenant, [event(number), event(number, "flow_end")]
    )
    yield lambda: requests.request_ticket(requests.follow_up_draft(connection), by=staff)
    yield ticket_tasks.sweep
    yield lambda: links.open_link(
        newest().link, by=Actor.customer("alice@acme.com"), user_agent="Firefox"
    )
    yield bounce
    yield lambda: connection_tasks.run_automation(connection.pk)
    yield lambda: presets.set_policy(connection, by=staff, most_reminders=number + 1)
    yield lambda: domains.force_verified(domain, reason="By phone.", by=staff)
    yield lifecycle.expire_due
    if number == _ROUNDS - 1:
        yield lambda: lifecycle.revoke(newest(), by=staff, reason="Wrong company")
