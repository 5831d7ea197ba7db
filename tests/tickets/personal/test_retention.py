"""What tells of people goes when its time is over, and only then."""

from datetime import timedelta
from typing import Any

import pytest

from organizations.models import Event
from organizations.services import audit
from organizations.services.audit import chain
from organizations.verbs import Verb
from portal import clock
from tests.factories import SYSTEM, make_connection, make_customer, make_tenant, make_ticket
from tickets.models import Message, Opening
from tickets.services import personal
from tickets.states import State

DAYS = (1, 20, 40)


@pytest.fixture
def rows(db: None) -> None:
    """A mail, an opening, and a line of the trail of one day, of 20 days, and of 40 days ago."""
    connection = make_connection(make_customer(), make_tenant())
    ticket = make_ticket(connection, state=State.REVOKED)
    for days in DAYS:
        at = clock.now() - timedelta(days=days)
        Opening.objects.create(ticket=ticket, at=at, source="landing", ip="192.0.2.9")
        Message.objects.create(
            connection=connection,
            kind=Message.Kind.INVITATION,
            key=f"{days}",
            to_email="alice@acme.com",
            subject="Hello",
            text="Hello",
            state=Message.State.SENT,
            created_at=at,
            due_at=at,
        )
    for days in reversed(DAYS):
        at = clock.now() - timedelta(days=days)
        audit.record(Verb.VIEW_SAVE, by=SYSTEM, name=f"{days}", at=at)
    chain.seal_events()


def left() -> tuple[int, int, int]:
    return (
        Message.objects.exclude(text="").count(),
        Opening.objects.exclude(ip="").count(),
        Event.objects.filter(verb=Verb.VIEW_SAVE).count(),
    )


def test_everything_stays_by_default(rows: None) -> None:
    personal.let_go_due()

    assert left() == (3, 3, 3)


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("KEEP_MAIL_TEXT_DAYS", (2, 3, 3)),
        ("KEEP_OPENING_DAYS", (3, 2, 3)),
        ("KEEP_AUDIT_DAYS", (3, 3, 2)),
    ],
)
def test_each_kind_has_its_time(
    rows: None, settings: Any, name: str, wanted: tuple[int, int, int]
) -> None:
    setattr(settings, name, 30)

    personal.let_go_due()
    personal.let_go_due()

    assert left() == wanted
    assert Message.objects.count() == Opening.objects.count() == 3
    assert not any(one.broken for one in chain.verify())
