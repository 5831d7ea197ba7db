"""What staff do with the list of what needs attention, and how each of it is undone."""

from datetime import timedelta

import pytest

from organizations.models import Attention, Connection, Event, User
from organizations.services import attention
from portal import clock
from portal.actor import Actor
from tests.factories import SYSTEM, make_connection, make_customer, make_tenant

Reason = Attention.Reason
pytestmark = pytest.mark.django_db


@pytest.fixture
def connection() -> Connection:
    return make_connection(make_customer(), make_tenant())


@pytest.fixture
def item(connection: Connection) -> Attention:
    attention.flag(connection, Reason.STALLED, detail="Nothing moves.", remedy="Call.", by=SYSTEM)
    return Attention.objects.get()


@pytest.fixture
def sam(support: User) -> Actor:
    return Actor("staff", support.name, user=support)


def told() -> list[str]:
    return list(Event.objects.order_by("pk").values_list("verb", flat=True))[1:]


def test_assigns_and_undoes(item: Attention, sam: Actor) -> None:
    step = attention.assign([item.pk], to=sam.user, by=sam)
    item.refresh_from_db()
    assert item.assignee == sam.user

    assert attention.undo(step, by=sam) == 1

    item.refresh_from_db()
    assert item.assignee is None
    assert told() == ["attention:assign", "attention:undo"]


def test_sets_due_date_and_snooze_and_undoes_each(item: Attention, sam: Actor) -> None:
    tomorrow = clock.now() + timedelta(days=1)
    due = attention.set_due([item.pk], on=tomorrow.date(), by=sam)
    snoozed = attention.snooze([item.pk], until=tomorrow, by=sam)
    item.refresh_from_db()
    assert (item.due_on, item.snoozed_until) == (tomorrow.date(), tomorrow)

    attention.undo(due, by=sam)
    attention.undo(snoozed, by=sam)

    item.refresh_from_db()
    assert (item.due_on, item.snoozed_until) == (None, None)


def test_resolves_with_a_reason_and_reopens(item: Attention, sam: Actor) -> None:
    step = attention.resolve([item.pk], why="They called us.", by=sam)
    item.refresh_from_db()
    assert (item.resolution, item.resolved_by) == ("They called us.", sam.user)
    assert item.resolved_at

    attention.undo(step, by=sam)

    item.refresh_from_db()
    assert (item.resolved_at, item.resolved_by, item.resolution) == (None, None, "")
    assert told() == ["attention:resolve", "attention:reopen"]


def test_does_not_undo_what_a_colleague_changed_since(item: Attention, sam: Actor) -> None:
    step = attention.set_due([item.pk], on=clock.now().date(), by=sam)
    attention.set_due([item.pk], on=None, by=SYSTEM)

    assert attention.undo(step, by=sam) == 0


def test_does_not_reopen_what_was_put_on_the_list_anew(
    item: Attention, connection: Connection, sam: Actor
) -> None:
    attention.resolve([item.pk], why="Done.", by=sam)
    attention.flag(connection, Reason.STALLED, detail="Again.", remedy="", by=SYSTEM)

    assert attention.reopen([item.pk], by=sam) == 0
    assert Attention.objects.filter(resolved_at=None).count() == 1


def test_an_act_that_changes_nothing_leaves_no_trace(item: Attention, sam: Actor) -> None:
    assert attention.snooze([item.pk], until=None, by=sam).items == []
    assert told() == []
