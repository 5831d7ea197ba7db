import itertools

import pytest

from organizations.models import Connection, Event, Stage
from organizations.services.lifecycle.stages import Snapshot, advance, derive, set_stage
from organizations.stages import ROAD
from tests.factories import SYSTEM, make_connection, make_customer, make_tenant

WANTED = frozenset({"app-1", "app-2"})


@pytest.fixture
def connection(db: None) -> Connection:
    return make_connection(make_customer(), make_tenant())


def place(snapshot: Snapshot, was: Stage = Stage.OPENED, wanted: frozenset[str] = WANTED) -> Stage:
    return derive(snapshot, was=was, wanted_clients=wanted, wants_organization=True)


@pytest.mark.parametrize(("was", "to"), [*itertools.product(Stage, Stage)])
def test_advance_only_leads_forward_along_the_road(connection: Connection, was: Stage, to: Stage):
    Connection.objects.update(stage=was)
    forward = was in ROAD and to in ROAD and ROAD.index(to) > ROAD.index(was)

    moved = advance(connection, to, by=SYSTEM)

    assert moved is forward
    assert connection.stage == (to if forward else was)
    assert Event.objects.filter(verb="connection:stage").count() == int(forward)


def test_advance_to_live_keeps_the_first_time(connection: Connection):
    advance(connection, Stage.LIVE, by=SYSTEM)
    first = connection.live_at
    set_stage(connection, Stage.DISABLED, was=Stage.LIVE, by=SYSTEM)

    set_stage(connection, Stage.LIVE, was=Stage.DISABLED, by=SYSTEM)

    assert first is not None
    assert connection.live_at == first


def test_advance_has_the_connection_reconciled(connection: Connection):
    advance(connection, Stage.INVITED, by=SYSTEM)
    first = connection.check_due_at

    advance(connection, Stage.OPENED, by=SYSTEM)

    assert first and connection.check_due_at
    assert connection.check_due_at < first


def test_set_stage_leaves_what_somebody_else_moved(connection: Connection):
    Connection.objects.update(stage=Stage.LIVE)

    moved = set_stage(connection, Stage.GONE, was=Stage.CONFIGURED, by=SYSTEM)

    connection.refresh_from_db()
    assert not moved
    assert connection.stage == Stage.LIVE
    assert not Event.objects.exists()


@pytest.mark.parametrize("was", [Stage.PLANNED, Stage.INVITED, Stage.OPENED])
def test_derive_keeps_the_stage_before_the_connection_exists(was: Stage):
    assert place(Snapshot(exists=False), was) == was


@pytest.mark.parametrize("was", [Stage.CONFIGURED, Stage.DOMAIN_PENDING, Stage.LIVE, Stage.GONE])
def test_derive_finds_a_deleted_connection_gone(was: Stage):
    assert place(Snapshot(exists=False), was) == Stage.GONE


def test_derive_takes_all_wanted_applications_and_the_organization_as_live():
    snapshot = Snapshot(exists=True, clients=WANTED | {"another"}, organization_enabled=True)

    assert place(snapshot) == Stage.LIVE


@pytest.mark.parametrize(
    "snapshot",
    [
        Snapshot(exists=True, clients=frozenset({"app-1"}), organization_enabled=True),
        Snapshot(exists=True, clients=WANTED, organization_enabled=False),
        Snapshot(exists=True, clients=frozenset(), organization_enabled=True),
    ],
)
def test_derive_calls_half_enabled_configured(snapshot: Snapshot):
    assert place(snapshot) == Stage.CONFIGURED


def test_derive_takes_any_application_where_none_was_wanted():
    none = Snapshot(exists=True, organization_enabled=True)
    one = Snapshot(exists=True, clients=frozenset({"some"}), organization_enabled=True)

    assert place(none, wanted=frozenset()) == Stage.CONFIGURED
    assert place(one, wanted=frozenset()) == Stage.LIVE


def test_derive_waits_while_any_domain_is_pending():
    both = Snapshot(exists=True, pending=frozenset({"b.com"}), proven=frozenset({"a.com"}))
    proven = Snapshot(exists=True, proven=frozenset({"a.com"}))

    assert place(both) == Stage.DOMAIN_PENDING
    assert place(proven, Stage.DOMAIN_PENDING) == Stage.DOMAIN_VERIFIED


def test_derive_keeps_live_what_still_serves_somebody():
    partly = Snapshot(exists=True, clients=frozenset({"app-1"}), organization_enabled=True)
    nobody = Snapshot(exists=True, clients=frozenset(), organization_enabled=True)
    unlinked = Snapshot(exists=True, clients=WANTED, organization_enabled=False)

    assert place(partly, Stage.LIVE) == Stage.LIVE
    assert place(nobody, Stage.LIVE) == Stage.DISABLED
    assert place(unlinked, Stage.LIVE) == Stage.DISABLED
    assert place(partly, Stage.DISABLED) == Stage.LIVE
