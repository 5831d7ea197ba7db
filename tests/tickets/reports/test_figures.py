"""What a report says of setups whose course is known."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.db import connection as database
from django.test.utils import CaptureQueriesContext

from organizations.models import Attention, Connection, Customer, Stage, Tenant
from organizations.roles import Role
from portal import clock
from tests import factories
from tickets.models.reports import Milestone
from tickets.services.reports.figures import Figures, Grouping, Scope, report

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
YEAR = Scope(date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture(autouse=True)
def _now(settings: Any) -> Any:
    settings.CLOCK_FILE = ""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def tenant(db: None) -> Tenant:
    return factories.make_tenant(name="Production")


@pytest.fixture
def customer(tenant: Tenant) -> Customer:
    return factories.make_customer(contact=False)


def setup(customer: Customer, tenant: Tenant, invited: str, stage: Stage, **fields: Any) -> None:
    """Make one that was invited on a day ("05-02")."""
    invited_at = datetime.fromisoformat(f"2026-{invited}T08:00:00+00:00")
    connection = factories.make_connection(customer, tenant, stage=stage)
    factories.make_milestones(connection, invited_at, **fields)


def trouble(connection: Connection, reason: Attention.Reason) -> None:
    connection.attentions.create(
        customer=connection.customer, reason=reason, since=clock.now(), resolved_at=clock.now()
    )


def fail(connection: Connection, outcome: str) -> None:
    now = clock.now()
    connection.sign_in_troubles.create(
        outcome=outcome, count=5, began_at=now, last_at=now, over_at=now, changed_at=now
    )


def labels(lines: list[Figures]) -> list[tuple[str, int]]:
    return [(line.label, line.setups) for line in lines]


def test_counts_how_far_setups_came_and_where_they_stand(customer: Customer, tenant: Tenant):
    setup(customer, tenant, "05-02", Stage.INVITED)
    setup(customer, tenant, "06-28", Stage.INVITED)
    setup(customer, tenant, "05-02", Stage.OPENED, opened_hours=24)
    live = {"opened_hours": 1, "configured_hours": 2, "live_hours": 48}
    setup(customer, tenant, "05-03", Stage.LIVE, **live)
    setup(customer, tenant, "05-03", Stage.IN_USE, **live, in_use_hours=72)
    setup(customer, tenant, "05-03", Stage.GONE, **live)

    total = report(YEAR, Grouping.MONTH).total

    assert total.setups == 6
    assert total.stages == {
        Stage.INVITED: 2,
        Stage.OPENED: 1,
        Stage.LIVE: 1,
        Stage.IN_USE: 1,
        Stage.GONE: 1,
    }
    assert [total.reached(one) for one in Milestone] == [4, 3, 3, 1]
    # One was invited three days ago, and what was live once has not stopped.
    assert +total.stopped == {Stage.INVITED: 1, Stage.OPENED: 1}


def test_tells_within_how_many_days_a_half_and_nine_tenths_were_there(
    customer: Customer, tenant: Tenant
):
    for hours in (12, 24, 24, 36, 48, 48, 72, 96, 240, 480):
        setup(customer, tenant, "05-02", Stage.OPENED, opened_hours=hours)
    setup(customer, tenant, "05-02", Stage.INVITED)

    total = report(YEAR, Grouping.MONTH).total

    assert total.days(Milestone.OPENED, 50) == 2
    assert total.days(Milestone.OPENED, 90) == 10
    assert total.days(Milestone.LIVE, 50) is None


def test_tells_what_setups_took(customer: Customer, tenant: Tenant):
    live = {"opened_hours": 1, "configured_hours": 1, "live_hours": 1}
    setup(customer, tenant, "05-02", Stage.LIVE, **live, mails=3, reminders=1)
    setup(customer, tenant, "05-02", Stage.LIVE, **live, mails=4, follow_ups=2, acts=1)
    setup(customer, tenant, "05-02", Stage.INVITED, mails=2)

    total = report(YEAR, Grouping.MONTH).total

    assert total.per_setup(total.mails) == 3
    assert (total.reminders, total.follow_ups) == (1, 2)
    assert total.unaided_share == 50
    assert Figures().unaided_share is None
    assert Figures().per_setup(0) is None


def test_counts_each_reason_for_trouble_once_a_setup(customer: Customer, tenant: Tenant):
    setup(customer, tenant, "05-02", Stage.INVITED)
    setup(customer, tenant, "06-02", Stage.INVITED)
    setup(customer, tenant, "01-31", Stage.INVITED)
    first, second, old = Connection.objects.order_by("pk")
    trouble(first, Attention.Reason.STALLED)
    trouble(first, Attention.Reason.STALLED)
    trouble(first, Attention.Reason.BOUNCED)
    trouble(second, Attention.Reason.STALLED)
    trouble(old, Attention.Reason.FAILED)
    trouble(factories.make_connection(customer, tenant), Attention.Reason.FAILED)

    found = report(Scope(date(2026, 5, 1), date(2026, 7, 1)), Grouping.MONTH)

    assert found.total.reasons == {Attention.Reason.STALLED: 2, Attention.Reason.BOUNCED: 1}
    assert found.lines[1].reasons == {Attention.Reason.STALLED: 1}


def test_counts_why_no_one_could_sign_in_once_a_setup(customer: Customer, tenant: Tenant):
    for invited in ("05-02", "06-02", "01-31"):
        setup(customer, tenant, invited, Stage.IN_USE)
    first, second, old = Connection.objects.order_by("pk")
    fail(first, "certificate")
    fail(first, "certificate")
    fail(first, "audience")
    fail(second, "certificate")
    fail(old, "clock")
    fail(factories.make_connection(customer, tenant, stage=Stage.IN_USE), "clock")

    found = report(Scope(date(2026, 5, 1), date(2026, 7, 1)), Grouping.MONTH)

    assert found.total.failures == {"certificate": 2, "audience": 1}
    assert found.lines[1].failures == {"certificate": 1}


def test_groups_by_month_provider_preset_tenant_and_owner(customer: Customer, tenant: Tenant):
    jo = factories.make_user(Role.SUPPORT, name="Jo")
    preset = factories.make_preset(tenant, name="Standard")
    globex = factories.make_customer("Globex", contact=False, owner=jo)
    staging = factories.make_tenant(name="Staging")
    setup(customer, tenant, "03-31", Stage.INVITED, preset=preset)
    setup(globex, tenant, "05-01", Stage.LIVE, strategy="okta", preset=preset)
    setup(globex, staging, "05-31", Stage.LIVE, strategy="brand-new")

    found = {one: labels(report(YEAR, one).lines) for one in Grouping}

    assert found == {
        Grouping.MONTH: [("March 2026", 1), ("April 2026", 0), ("May 2026", 2)],
        Grouping.PROVIDER: [
            ("Not chosen yet", 1),
            ("Okta Workforce Identity", 1),
            ("brand-new", 1),
        ],
        Grouping.PRESET: [("Standard", 2), ("Deleted preset", 1)],
        Grouping.TENANT: [("Production", 2), ("Staging", 1)],
        Grouping.OWNER: [("Jo", 2), ("No owner", 1)],
    }


def test_narrows_by_span_tenant_preset_provider_and_owner(customer: Customer, tenant: Tenant):
    jo = factories.make_user(Role.SUPPORT, name="Jo")
    preset = factories.make_preset(tenant)
    globex = factories.make_customer("Globex", contact=False, owner=jo)
    setup(customer, tenant, "03-31", Stage.INVITED, preset=preset)
    setup(globex, factories.make_tenant(), "05-01", Stage.LIVE, strategy="okta")
    days = (date(2026, 1, 1), date(2026, 6, 1))

    for scope in (
        Scope(date(2026, 3, 31), date(2026, 3, 31)),
        Scope(*days, tenant=tenant),
        Scope(*days, preset=preset),
        Scope(*days, without_owner=True),
    ):
        assert labels(report(scope, Grouping.MONTH).lines) == [("March 2026", 1)], scope
    for scope in (
        Scope(date(2026, 4, 1), date(2026, 5, 1)),
        Scope(*days, strategy="okta"),
        Scope(*days, owner=jo),
    ):
        assert labels(report(scope, Grouping.MONTH).lines) == [("May 2026", 1)], scope
    assert report(Scope(date(2026, 4, 1), date(2026, 4, 30)), Grouping.MONTH).lines == []


@pytest.mark.parametrize("grouping", Grouping)
def test_asks_as_often_for_one_setup_as_for_many(
    customer: Customer, tenant: Tenant, grouping: Grouping
):
    setup(customer, tenant, "05-02", Stage.INVITED)
    with CaptureQueriesContext(database) as one:
        report(YEAR, grouping)
    for month in range(1, 7):
        other = factories.make_customer(f"Firm {month}", contact=False)
        setup(other, tenant, f"0{month}-11", Stage.LIVE, live_hours=month, strategy=f"s{month}")
    with CaptureQueriesContext(database) as many:
        report(YEAR, grouping)

    assert len(many) == len(one) <= 8
