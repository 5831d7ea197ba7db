"""Lines of the tenant's log become timeline and openings, each counted once, and no stage."""

from datetime import timedelta

import pytest

from organizations.models import Connection, Event, Stage
from portal.actor import Actor
from portal.auth0.events import Step
from tests.factories import make_connection, make_customer, make_tenant, make_ticket
from tests.tickets.log_lines import NOON, event
from tickets.models import Opening, Ticket
from tickets.services import activity, lifecycle
from tickets.states import State


@pytest.fixture
def connection(db: None) -> Connection:
    return make_connection(make_customer(), make_tenant(), name="acme-sso", stage=Stage.INVITED)


@pytest.fixture
def ticket(connection: Connection) -> Ticket:
    return make_ticket(
        connection,
        state=State.ISSUED,
        issued_at=NOON - timedelta(hours=1),
        expires_at=NOON + timedelta(days=5),
    )


def land(ticket: Ticket, seconds: float) -> None:
    ticket.refresh_from_db()
    lifecycle.record_opening(
        ticket,
        at=NOON + timedelta(seconds=seconds),
        by=Actor.customer("alice@acme.com"),
        source=Opening.Source.LANDING,
        ip="198.51.100.1",
    )


def test_ingest_counts_an_opening_that_only_the_log_knows(ticket: Ticket):
    result = activity.ingest_logs(ticket.tenant, [event(5)])

    ticket.refresh_from_db()
    opening = ticket.openings.get()
    assert result.new == 1
    assert (opening.source, opening.ip) == (Opening.Source.LOG, "203.0.113.7")
    assert ticket.state == State.OPENED
    assert ticket.openings_used == 1
    assert ticket.opened_at == NOON + timedelta(seconds=5)
    assert ticket.session_ends_at == NOON + timedelta(hours=5, seconds=5)
    assert Connection.objects.get().stage == Stage.OPENED


def test_ingest_merges_what_the_landing_page_counted_whatever_the_address(ticket: Ticket):
    land(ticket, 0)

    activity.ingest_logs(ticket.tenant, [event(2, ip="2001:db8::1")])

    ticket.refresh_from_db()
    opening = ticket.openings.get()
    assert opening.source == Opening.Source.BOTH
    assert opening.ip == "198.51.100.1"
    assert ticket.openings_used == 1


def test_ingest_counts_openings_beyond_those_of_the_landing_page(ticket: Ticket):
    land(ticket, 0)

    activity.ingest_logs(ticket.tenant, [event(2), event(600), event(700)])

    ticket.refresh_from_db()
    assert ticket.openings_used == 3
    assert ticket.openings.filter(source=Opening.Source.BOTH).count() == 1


def test_ingest_merges_a_line_of_a_clock_that_is_a_little_behind(ticket: Ticket):
    land(ticket, 30)

    activity.ingest_logs(ticket.tenant, [event(10)])

    ticket.refresh_from_db()
    assert ticket.openings_used == 1
    assert ticket.opened_at == NOON + timedelta(seconds=10)


def test_ingest_counts_an_earlier_opening_and_one_of_ours_apart(ticket: Ticket):
    land(ticket, 600)

    activity.ingest_logs(ticket.tenant, [event(602), event(1)])

    ticket.refresh_from_db()
    assert ticket.openings_used == 2


def test_ingest_counts_lines_that_come_late_and_out_of_order(ticket: Ticket):
    land(ticket, 0)
    activity.ingest_logs(ticket.tenant, [event(700)])
    land(ticket, 900)
    activity.ingest_logs(ticket.tenant, [event(901), event(2)])

    ticket.refresh_from_db()
    assert ticket.openings_used == 3


def test_ingest_takes_the_earliest_opening_as_the_beginning_of_the_session(ticket: Ticket):
    activity.ingest_logs(ticket.tenant, [event(60)])
    activity.ingest_logs(ticket.tenant, [event(30)])

    ticket.refresh_from_db()
    assert ticket.opened_at == NOON + timedelta(seconds=30)
    assert ticket.session_ends_at == NOON + timedelta(hours=5, seconds=30)


def test_ingest_takes_each_line_once(ticket: Ticket):
    activity.ingest_logs(ticket.tenant, [event(1), event(1)])
    again = activity.ingest_logs(ticket.tenant, [event(1)])

    ticket.refresh_from_db()
    assert (again.new, again.known, again.touched) == (0, 1, frozenset())
    assert ticket.openings_used == 1
    assert Event.objects.filter(verb="assistant:ticket_consumption").count() == 1


def test_ingest_gives_an_opening_to_the_ticket_of_its_kind_and_time(ticket: Ticket):
    later = make_ticket(
        ticket.connection,
        kind=Ticket.Kind.EDIT,
        state=State.COMPLETED,
        issued_at=NOON,
        expires_at=NOON + timedelta(days=5),
    )

    activity.ingest_logs(ticket.tenant, [event(1), event(2, flow="update"), event(3)])

    ticket.refresh_from_db()
    later.refresh_from_db()
    assert (ticket.openings_used, later.openings_used) == (2, 1)


def test_ingest_counts_no_opening_of_a_ticket_that_somebody_made_elsewhere(ticket: Ticket):
    before = NOON - timedelta(days=3)

    activity.ingest_logs(ticket.tenant, [event(1, at=before)])

    ticket.refresh_from_db()
    assert ticket.openings_used == 0
    assert Event.objects.filter(verb="assistant:ticket_consumption").exists()


@pytest.mark.parametrize("step", [step.value for step in Step])
def test_ingest_leaves_the_stage_to_a_look(connection: Connection, step: str):
    result = activity.ingest_logs(connection.tenant, [event(1, step)])

    connection.refresh_from_db()
    assert connection.stage == Stage.INVITED
    assert result.touched == {connection.pk}


@pytest.mark.parametrize("step", [step.value for step in Step])
def test_ingest_moves_nothing_for_what_failed(connection: Connection, step: str):
    activity.ingest_logs(connection.tenant, [event(1, step, type="ss_sso_failure")])

    connection.refresh_from_db()
    assert connection.stage == Stage.INVITED
    assert Event.objects.get().verb == f"assistant:{step}_failed"


def test_ingest_tells_the_timeline_when_and_from_where(connection: Connection):
    activity.ingest_logs(connection.tenant, [event(7, "flow_end", type="ss_sso_info")])

    told = Event.objects.get()
    assert (told.verb, told.actor_kind, told.ip) == ("assistant:flow_end", "auth0", "203.0.113.7")
    assert told.at == NOON + timedelta(seconds=7)
    assert told.connection == connection


def test_ingest_ignores_connections_that_are_not_ours(connection: Connection):
    other = make_tenant()
    lines = [event(1, connection="somebody-elses"), event(2)]

    result = activity.ingest_logs(connection.tenant, lines)
    elsewhere = activity.ingest_logs(other, lines)

    assert (result.new, result.ignored) == (1, 1)
    assert (elsewhere.new, elsewhere.ignored) == (0, 2)
