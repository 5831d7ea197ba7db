"""What a search of the tenant's log finds, and what it costs."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from organizations.models import Attention, Connection, Event, SignInDay, Stage, Tenant, User
from organizations.services import attention
from organizations.services.connections.reconcile import reconcile
from organizations.services.sign_ins import look_for_sign_ins, tenants_to_look_at
from portal import clock
from portal.actor import Actor
from tests.factories import make_connection
from tests.organizations.walking import Setup

DAY = 86_400
SignIn = Callable[..., None]
Look = Callable[[], Connection]


def searches(setup: Setup) -> list[dict[str, Any]]:
    """The queries of all searches of the log since the last call."""
    found = [
        _flat(row["query"]) for row in setup.sandbox.requests() if row["path"] == "/api/v2/logs"
    ]
    before = getattr(setup, "searched", 0)
    setup.searched = len(found)  # type: ignore[attr-defined]
    return found[before:]


def _flat(query: dict[str, Any]) -> dict[str, Any]:
    return {name: one[0] if isinstance(one, list) else one for name, one in query.items()}


def counts() -> dict[str, tuple[int, int]]:
    return {row.outcome: (row.count, row.people) for row in SignInDay.objects.all()}


def test_first_sign_in_makes_a_live_connection_one_in_use(live: Setup, sign_in: SignIn, look: Look):
    assert live.connection.stage == Stage.LIVE
    sign_in(person="jo")

    connection = look()

    assert connection.stage == Stage.IN_USE
    assert connection.first_sign_in_at == connection.last_sign_in_at
    assert connection.first_sign_in_at
    assert clock.now() - connection.first_sign_in_at < timedelta(minutes=1)
    assert counts() == {"success": (1, 1)}
    moved = Event.objects.filter(verb="connection:stage").latest("pk")
    assert (moved.data["was"], moved.data["to"]) == ("live", "in_use")
    assert moved.actor_name == "Sign-ins"


def test_nobody_is_not_somebody(live: Setup, look: Look):
    assert look().stage == Stage.LIVE
    assert live.connection.first_sign_in_at is None


def test_a_try_in_the_dashboard_does_not_count(live: Setup, sign_in: SignIn, look: Look):
    sign_in(client="TheDashboardItself")

    assert look().stage == Stage.LIVE
    assert counts() == {}


def test_a_reconcile_leaves_it_in_use(live: Setup, sign_in: SignIn, look: Look):
    sign_in()
    look()

    assert reconcile(live.connection).stage == Stage.IN_USE


def test_a_sign_in_before_the_portal_saw_it_live_counts(setup: Setup, db: None):
    setup.go_live()
    setup.sandbox.post("/sign-ins", {"connection": setup.connection.name})
    setup.sandbox.advance(20 * 3600)
    setup.connection = reconcile(setup.connection)

    look_for_sign_ins(setup.tenant)

    setup.connection.refresh_from_db()
    assert setup.connection.stage == Stage.IN_USE


def test_what_is_indexed_late_is_found_by_the_next_search(live: Setup, sign_in: SignIn, look: Look):
    look()
    live.sandbox.post("/lag", {"seconds": 600})
    sign_in()
    assert look().stage == Stage.LIVE

    live.sandbox.advance(1800)

    assert look().stage == Stage.IN_USE


def test_asks_only_for_what_it_counts(live: Setup, sign_in: SignIn, look: Look):
    searches(live)

    look()

    for query in searches(live):
        assert set(query["fields"].split(",")) == {
            *("log_id", "date", "type", "description", "connection_id", "client_id"),
            *("strategy_type", "user_id"),
        }


def test_connections_nobody_was_seen_on_share_a_search(live: Setup, look: Look):
    for number in range(60):
        make_connection(
            live.customer,
            live.tenant,
            stage=Stage.LIVE,
            auth0_id=f"con_{number:016}",
            sign_ins_due_at=clock.now(),
        )
    searches(live)

    look()

    assert [query["q"][:6] for query in searches(live)] == ["type:f", "type:s", "type:s"]


def test_a_busy_connection_hides_no_other(live: Setup, sign_in: SignIn, look: Look):
    other = make_connection(
        live.customer,
        live.tenant,
        name="wayne-okta",
        stage=Stage.LIVE,
        auth0_id=live.auth0.connections.by_name("wayne-okta").id,  # type: ignore[union-attr]
        wanted_clients=live.clients,
        sign_ins_due_at=clock.now(),
    )
    sign_in(count=250)
    live.sandbox.post("/sign-ins", {"connection": "wayne-okta"})
    searches(live)

    assert look().stage == Stage.IN_USE

    other.refresh_from_db()
    assert other.stage == Stage.IN_USE
    assert len(searches(live)) == 3


def test_costs_nothing_once_everybody_arrived(live: Setup, sign_in: SignIn, look: Look):
    sign_in()
    look()
    searches(live)

    live.sandbox.advance(1800)
    look_for_sign_ins(Tenant.objects.get(pk=live.tenant.pk))

    assert [query["q"][:6] for query in searches(live)] == ["type:f"]


def test_more_failures_than_a_query_answers_are_all_counted(
    live: Setup, sign_in: SignIn, look: Look
):
    sign_in(outcome="state_lost", count=900)
    live.sandbox.advance(1)
    sign_in(outcome="certificate", count=300, people=20)
    searches(live)

    look()
    assert len(searches(live)) == 11  # the last is for successes
    look()

    assert {outcome: count for outcome, (count, _people) in counts().items()} == {
        "state_lost": 900,
        "certificate": 300,
    }


def test_failures_of_other_connections_change_nothing(live: Setup, look: Look):
    live.sandbox.post("/sign-ins", {"connection": "wayne-okta", "outcome": "certificate"})

    look()

    assert counts() == {}


def test_reading_twice_counts_once(live: Setup, sign_in: SignIn, look: Look):
    sign_in(outcome="not_assigned")
    sign_in(outcome={"text": "AADSTS50105: sam@acme.example"}, person="sam@acme.example")

    look()
    look()

    assert counts() == {"not_assigned": (2, 1)}


def test_everybody_failing_is_one_entry_on_the_list(live: Setup, sign_in: SignIn, look: Look):
    sign_in(outcome="certificate", count=12, people=12)
    look()
    sign_in(outcome="certificate", count=5)
    look()

    (entry,) = Attention.objects.filter(resolved_at=None)
    assert entry.reason == Attention.Reason.FAILING
    assert entry.detail.startswith("17 sign-ins failed since")
    assert entry.remedy

    sign_in(person="jo")
    look()
    assert not Attention.objects.filter(resolved_at=None).exists()


@pytest.mark.parametrize(
    "body",
    [
        pytest.param({"outcome": "certificate", "count": 2}, id="few"),
        pytest.param({"outcome": "not_assigned", "count": 9}, id="one person's"),
        pytest.param(
            {"outcome": {"text": "sam@acme.example has no seat"}, "count": 9}, id="a person"
        ),
    ],
)
def test_what_hits_one_person_is_not_on_the_list(
    live: Setup, sign_in: SignIn, look: Look, body: dict[str, Any]
):
    sign_in(person="sam@acme.example", **body)

    look()

    assert not Attention.objects.exists()


def test_disuse_is_on_the_list_after_thirty_days(live: Setup, sign_in: SignIn, look: Look):
    sign_in()
    look()

    live.sandbox.advance(31 * DAY)
    look()
    (entry,) = Attention.objects.filter(resolved_at=None)
    assert entry.reason == Attention.Reason.IDLE

    sign_in()
    look()
    assert not Attention.objects.filter(resolved_at=None).exists()


def test_who_has_resolved_disuse_is_not_told_of_it_each_week(
    live: Setup, sign_in: SignIn, look: Look, support: User
):
    def waiting() -> list[int]:
        live.sandbox.advance(31 * DAY)
        look()
        open_ones = Attention.objects.filter(resolved_at=None)
        return list(open_ones.values_list("pk", flat=True))

    sign_in()
    look()
    first = waiting()
    attention.resolve(first, why="They moved away.", by=Actor("staff", "Sam", user=support))

    assert len(first) == 1
    assert waiting() == []
    sign_in()
    look()
    assert len(waiting()) == 1


def test_use_is_looked_for_before_the_log_forgets_it(live: Setup, sign_in: SignIn, look: Look):
    sign_in()
    look()

    for plan, days in (("free", 1), ("essentials", 5), ("enterprise", 30)):
        Tenant.objects.update(plan=plan)
        connection = look()
        assert connection.sign_ins_due_at
        assert connection.sign_ins_due_at < clock.now() + timedelta(days=days)


def test_a_deleted_connection_begins_anew(live: Setup, sign_in: SignIn, look: Look):
    sign_in()
    look()
    live.auth0.connections.delete(live.auth0_id)
    live.sandbox.advance(300)

    assert reconcile(live.connection).stage == Stage.GONE
    assert live.connection.first_sign_in_at is None


def test_only_tenants_with_connections_are_looked_at(live: Setup):
    assert tenants_to_look_at() == [live.tenant.pk]

    Connection.objects.update(stage=Stage.DISABLED)
    assert tenants_to_look_at() == []
