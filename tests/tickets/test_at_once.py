"""Everything that works at one connection, at once: nobody waits for each other in a circle.

SQLite has one writer at a time; what this is about is PostgreSQL (`make test-services`).
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError

import pytest
from django.db import connections

from organizations import services as organizations
from organizations.models import Connection, Domain, Event, Tenant
from portal.actor import Actor
from tests.sandbox_process import Sandbox
from tests.tickets.acme import Acme
from tests.tickets.log_lines import event
from tickets import services
from tickets.models import Ticket
from tickets.services import WrongState
from tickets.states import LIVE

ROUNDS = 12

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def acme(tenant: Tenant, sandbox: Sandbox, staff: Actor) -> Acme:
    """Acme has left the assistant; the record of its domain is right by now."""
    acme = Acme(tenant, sandbox, staff)
    acme.configure()
    acme.publish("acme.com")
    return acme


def at_once(*works: Callable[[int], object]) -> None:
    """Do each piece of work in a thread of its own, round by round, all at the same moment."""
    start = Barrier(len(works))

    def repeat(work: Callable[[int], object]) -> None:
        try:
            for number in range(ROUNDS):
                start.wait(60)
                work(number)
        except BaseException:
            start.abort()
            raise
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        raised = [done.exception() for done in [pool.submit(repeat, work) for work in works]]
    # Whoever finds the others gone has no story of its own.
    assert [error for error in raised if not isinstance(error, BrokenBarrierError | None)] == []


def test_workers_sweeps_and_people_do_not_lock_each_other_out(acme: Acme, staff: Actor) -> None:
    key, domain_key = acme.connection.pk, acme.domain.pk

    def look(number: int) -> None:
        organizations.look(Connection.objects.get(pk=key))

    def check_record(number: int) -> None:
        Domain.objects.filter(pk=domain_key).update(lookup="")  # so that each finding is news
        organizations.check_domain(Domain.objects.get(pk=domain_key))

    def take_log_lines(number: int) -> None:
        lines = [event(10 * number + offset, "try_connection_start") for offset in range(5)]
        opened = event(10 * number + 9, "ticket_consumption")
        services.ingest_logs(acme.tenant, [*lines, opened])

    def carry(number: int) -> None:
        services.carry(Connection.objects.get(pk=key))

    def issue_again_and_revoke(number: int) -> None:
        live = Ticket.objects.filter(connection=key, state__in=LIVE).first()
        with suppress(WrongState):
            services.request_again(live or acme.newest, by=staff)
        with suppress(WrongState):
            services.revoke(acme.newest, by=staff, reason="Once more")

    def change_customer(number: int) -> None:
        organizations.change_customer(acme.customer, name=f"Acme {number}", by=staff)

    at_once(
        look, look, check_record, take_log_lines, carry, issue_again_and_revoke, change_customer
    )

    assert Ticket.objects.filter(connection=key, state__in=LIVE).count() <= 1
    assert Event.objects.filter(verb="customer:change").count() == ROUNDS
