from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from organizations.models import Attention, Connection, Customer, Stage, Subscription, User
from organizations.models.staff.subscription import Topic
from organizations.services import attention, notifications
from organizations.services.audit import published
from organizations.services.lifecycle.stages import set_stage
from tests.factories import SYSTEM, make_connection, make_customer, make_tenant

# A Monday, so early that no zone of the tests has its morning then.
START = datetime(2026, 3, 2, 5, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _from_the_start(settings: Any) -> Iterator[None]:
    # A test before may have moved the sandbox's clock ahead.
    settings.CLOCK_FILE = ""
    with time_machine.travel(START, tick=False):
        yield


@pytest.fixture
def later() -> Iterator[Callable[..., None]]:
    """`later(minutes=5)` moves the clock ahead."""
    now = START
    travels = []

    def move(**time: float) -> None:
        nonlocal now
        now += timedelta(**time)
        travel = time_machine.travel(now, tick=False)
        travel.start()
        travels.append(travel)

    yield move
    for travel in reversed(travels):
        travel.stop()


def wants(user: User, pace: str = "at_once", **given: Any) -> Subscription:
    """Have somebody be told of everything about all customers."""
    choice = {"topics": list(Topic), "whose": "all", "time_zone": "UTC", **given}
    return notifications.choose(user, pace=pace, by=SYSTEM, **choice)


def connection_of(name: str, stage: Stage = Stage.LIVE, **customer: Any) -> Connection:
    made = make_customer(name, domain=f"c{Customer.objects.count()}.example", **customer)
    return make_connection(made, make_tenant(), stage=stage)


def trouble(
    name: str = "Acme",
    reason: Attention.Reason = Attention.Reason.FAILING,
    **customer: Any,
) -> Attention:
    """Something about a new customer that needs a person."""
    connection = connection_of(name, **customer)
    attention.flag(connection, reason, detail="bob@acme.com couldn't.", remedy="Look.", by=SYSTEM)
    published.give_numbers()
    return Attention.objects.get(connection=connection)


def moves(connection: Connection, to: Stage) -> None:
    assert set_stage(connection, to, was=Stage(connection.stage), by=SYSTEM)
    published.give_numbers()


def sweep() -> None:
    """What beat starts: wake a worker for each of those that are due."""
    for key in notifications.subscriptions_due():
        notifications.tell(key)
