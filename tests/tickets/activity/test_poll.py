"""Reading the sandbox's tenant log on, from where we stopped."""

import pytest

from organizations.models import Connection, Event, Stage, Tenant
from organizations.services import connections
from portal import auth0, clock
from portal.auth0 import checkpoint_at
from tests.factories import make_connection, make_customer, make_tenant, make_ticket
from tests.organizations.walking import CONFIGURE, ENABLE, OPEN, Setup
from tests.sandbox_process import Sandbox
from tickets.models import Ticket
from tickets.services import activity
from tickets.states import State

DAY = 86_400


@pytest.fixture
def setup(tenant: Tenant, sandbox: Sandbox) -> Setup:
    """Acme, invited; from now on the log is read."""
    setup = Setup(tenant, sandbox)
    activity.poll_logs(tenant)
    return setup


def test_poll_begins_now(setup: Setup):
    assert setup.tenant.log_position >= checkpoint_at(clock.now())[:12]
    assert setup.tenant.logs_polled_at is not None


def test_poll_follows_the_assistant(setup: Setup):
    ticket: Ticket = make_ticket(setup.connection, state=State.ISSUED)
    setup.walk(setup.ticket(), OPEN, *CONFIGURE, ENABLE)

    result = activity.poll_logs(setup.tenant)

    ticket.refresh_from_db()
    setup.connection.refresh_from_db()
    assert result.touched == {setup.connection.pk}
    assert ticket.openings_used == 1
    # That it is live is for a look to say.
    assert setup.connection.stage == Stage.OPENED
    verbs = set(Event.objects.filter(actor_kind="auth0").values_list("verb", flat=True))
    assert {
        "assistant:ticket_generation",
        "assistant:ticket_consumption",
        "assistant:connection_creation",
        "assistant:enable_connection",
    } <= verbs


def test_poll_reads_nothing_twice(setup: Setup):
    setup.walk(setup.ticket(), OPEN)
    activity.poll_logs(setup.tenant)
    position = setup.tenant.log_position

    again = activity.poll_logs(setup.tenant)

    assert (again.new, again.known, again.ignored) == (0, 0, 0)
    assert setup.tenant.log_position == position


def test_poll_repeats_harmlessly_what_was_read_before_a_crash(setup: Setup):
    before = setup.tenant.log_position
    setup.walk(setup.ticket(), OPEN)
    first = activity.poll_logs(setup.tenant)
    Tenant.objects.update(log_position=before)
    setup.tenant.refresh_from_db()

    again = activity.poll_logs(setup.tenant)

    assert (again.new, again.known) == (0, first.new)


def test_poll_reads_page_after_page(setup: Setup):
    for _ in range(130):
        setup.auth0.tickets.revoke(setup.profile, "t" * 32)
    setup.walk(setup.ticket(), OPEN)

    result = activity.poll_logs(setup.tenant)

    assert result.new == 2
    reads = [one for one in setup.sandbox.requests() if one["path"] == "/api/v2/logs"]
    assert len(reads) >= 3


def test_poll_goes_on_where_it_stopped_when_auth0_was_away(setup: Setup):
    setup.walk(setup.ticket(), OPEN)
    setup.sandbox.fault(method="GET", path="/api/v2/logs", status=503, times=9)
    with pytest.raises(auth0.Unavailable):
        activity.poll_logs(setup.tenant)
    setup.sandbox.clear_faults()

    assert activity.poll_logs(setup.tenant).new == 2


def test_poll_reconciles_every_open_connection_after_a_gap(setup: Setup):
    Connection.objects.update(stage=Stage.OPENED, check_due_at=None)
    setup.sandbox.advance(3 * DAY)

    activity.poll_logs(setup.tenant)

    assert setup.tenant.log_position >= checkpoint_at(clock.now())[:10]
    assert connections.reconciles_due() == [setup.connection.pk]


def test_poll_starts_again_when_auth0_forgot_the_position(setup: Setup):
    setup.walk(setup.ticket(), OPEN)
    setup.sandbox.fault(method="GET", path="/api/v2/logs", status=400)

    assert activity.poll_logs(setup.tenant).new == 2


def test_tenants_to_poll_are_those_in_which_something_can_happen(db: None):
    customer = make_customer()
    waiting, ticketed, idle = make_tenant(), make_tenant(), make_tenant()
    make_connection(customer, waiting, stage=Stage.DOMAIN_PENDING)
    make_ticket(make_connection(customer, ticketed, stage=Stage.LIVE), state=State.ISSUED)
    make_connection(customer, idle, stage=Stage.LIVE)
    make_connection(customer, make_tenant(active=False), stage=Stage.OPENED)

    assert sorted(activity.tenants_to_poll()) == sorted([waiting.pk, ticketed.pk])


def test_poll_loses_nothing_beside_a_line_that_cannot_be_read(setup: Setup):
    setup.walk(setup.ticket(), OPEN)
    lines = setup.auth0.logs.after(setup.tenant.log_position).items
    readable = [event_of(one) for one in lines if one.event_name]
    odd = [None, {"type": "ss_sso_success"}, {**readable[0], "type": 7}, "text"]
    setup.sandbox.fault(method="GET", path="/api/v2/logs", status=200, body=[*odd, *readable])

    assert activity.poll_logs(setup.tenant).new == len(readable) == 2


def event_of(read: auth0.LogEvent) -> dict[str, object]:
    """The line as Auth0 answers it."""
    return {
        "log_id": read.log_id,
        "date": clock.now().isoformat(),
        "type": read.type,
        "details": {
            "ss_sso_event_name": read.event_name,
            "connection_name": read.connection_name,
            "flow_type": read.flow_type,
        },
    }
