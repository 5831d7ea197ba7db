"""Which connections a sweep hands out, and when they are due again."""

from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from organizations.models import Connection, Stage, Tenant
from organizations.services import connections
from organizations.services.lifecycle.cadence import (
    MOST_RECONCILES,
    next_reconcile,
    reconciles_in_a_minute,
)
from portal import clock
from tests.factories import make_connection, make_customer, make_tenant


@pytest.fixture
def connection(db: None) -> Connection:
    return make_connection(make_customer(), make_tenant(), check_due_at=clock.now())


def test_reconciles_due_hands_out_each_connection_once(connection: Connection):
    assert connections.reconciles_due() == [connection.pk]
    assert connections.reconciles_due() == []


def test_reconciles_due_hands_out_again_what_a_dead_worker_left(connection: Connection):
    connections.reconciles_due()
    Connection.objects.update(check_due_at=clock.now())

    assert connections.reconciles_due() == [connection.pk]


def test_reconciles_due_leaves_out_what_is_not_due_or_not_wanted(db: None):
    now = clock.now()
    customer, tenant = make_customer(), make_tenant()
    make_connection(customer, tenant)
    make_connection(customer, tenant, check_due_at=now + timedelta(minutes=1))
    make_connection(make_customer("Gone", archived_at=now), tenant, check_due_at=now)
    make_connection(customer, make_tenant(active=False), check_due_at=now)

    assert connections.reconciles_due() == []


def test_reconciles_due_takes_what_the_plan_bears_longest_waiting_first(db: None):
    customer, tenant = make_customer(), make_tenant(plan=Tenant.Plan.ESSENTIALS)
    now = clock.now()
    made = [
        make_connection(customer, tenant, check_due_at=now - timedelta(minutes=minute))
        for minute in range(20)
    ]

    due = connections.reconciles_due()

    assert due == [connection.pk for connection in reversed(made)][: len(due)]
    assert 1 <= len(due) < 20


def test_reconciles_due_gives_every_other_one_to_what_somebody_works_on(db: None):
    customer, tenant = make_customer(), make_tenant(plan=Tenant.Plan.ESSENTIALS)
    now = clock.now()
    for minute in range(40):
        make_connection(
            customer, tenant, stage="live", check_due_at=now - timedelta(hours=1, minutes=minute)
        )
    for minute in range(40):
        make_connection(
            customer, tenant, stage="domain_pending", check_due_at=now - timedelta(minutes=minute)
        )

    due = connections.reconciles_due()

    stages = [Connection.objects.get(pk=pk).stage for pk in due]
    assert stages[:4] == ["domain_pending", "live", "domain_pending", "live"]


def test_reconciles_due_claims_many_as_quickly_as_one(
    connection: Connection, django_assert_num_queries: Callable[[int], Any]
):
    for _ in range(4):
        make_connection(connection.customer, connection.tenant, check_due_at=clock.now())

    # The tenants; and of this one a transaction's begin and end, both kinds of rows, one claim.
    with django_assert_num_queries(6):
        assert len(connections.reconciles_due()) == 5


def test_reconcile_soon_makes_it_due(connection: Connection):
    Connection.objects.update(check_due_at=None)

    connections.reconcile_soon(connection)

    assert connections.reconciles_due() == [connection.pk]


@pytest.mark.parametrize("plan", Tenant.Plan.values)
def test_reconciles_in_a_minute_leave_half_of_every_limit(plan: str):
    looks = reconciles_in_a_minute(plan, [Stage.CONFIGURED] * 500)

    assert 1 <= looks <= MOST_RECONCILES
    if plan == Tenant.Plan.ESSENTIALS:
        assert looks * 2 <= 25  # reads of connections: 50 a minute
    if plan == Tenant.Plan.FREE:
        assert looks * 5 <= 60  # everything: 120 a minute


def test_reconciles_in_a_minute_are_more_where_one_call_tells_that_nothing_is_there():
    plan = Tenant.Plan.ESSENTIALS

    assert reconciles_in_a_minute(plan, [Stage.INVITED] * 500) == 25
    assert reconciles_in_a_minute(plan, [Stage.INVITED] * 3) == 3
    assert reconciles_in_a_minute(plan, []) == 0


def test_next_reconcile_comes_less_often_the_longer_nothing_moved():
    now = clock.now()
    ages = [timedelta(minutes=1), timedelta(hours=3), timedelta(days=3)]

    waits = []
    for age in ages:
        due = next_reconcile(Stage.DOMAIN_PENDING, now - age, now)
        assert due
        waits.append(due - now)

    assert all(shorter < longer for shorter, longer in pairwise(waits))
    assert waits[0] < timedelta(minutes=6)
    assert waits[-1] < timedelta(minutes=70)


@pytest.mark.parametrize("stage", [Stage.LIVE, Stage.DISABLED, Stage.GONE])
def test_next_reconcile_comes_within_a_day_where_all_is_done(stage: Stage):
    now = clock.now()

    due = next_reconcile(stage, now - timedelta(days=300), now)

    assert due and timedelta(hours=20) <= due - now <= timedelta(hours=24)


def test_next_reconcile_never_comes_for_what_is_only_planned():
    now = clock.now()

    assert next_reconcile(Stage.PLANNED, now, now) is None
