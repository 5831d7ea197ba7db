"""Polling and stream together, with duplicates, disorder and gaps, end where either would.

Either may have gaps, such as an outage, as long as the other tells of those lines. What goes
through the doors themselves is in test_tenant_logs_doors.py.
"""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from organizations.models import Stage
from portal.actor import Actor
from portal.auth0.events import AssistantEvent
from tests.factories import make_connection, make_customer, make_tenant, make_ticket
from tests.tickets.log_lines import NOON, end_state, event
from tickets.models import Opening, Ticket
from tickets.services import activity, lifecycle
from tickets.services.activity.logged_openings import SKEW
from tickets.states import State

STEPS = (
    "ticket_consumption",
    "connection_creation",
    "connection_update",
    "add_domain",
    "domain_verification_successful",
    "enable_connection",
    "flow_end",
)
TYPES = ("ss_sso_success", "ss_sso_success", "ss_sso_failure")


@pytest.fixture
def ticket(db: None) -> Ticket:
    connection = make_connection(
        make_customer(), make_tenant(), name="acme-sso", stage=Stage.INVITED
    )
    return make_ticket(
        connection,
        state=State.ISSUED,
        issued_at=NOON - timedelta(hours=1),
        expires_at=NOON + timedelta(days=5),
    )


@st.composite
def stories(draw: st.DrawFn) -> tuple[list[AssistantEvent], list[int], list[Any]]:
    """What happened (lines, openings by our page) and how it is told: landings and batches."""
    numbers = draw(st.lists(st.integers(0, 999), min_size=1, max_size=8, unique=True))
    lines = [
        event(number, draw(st.sampled_from(STEPS)), type=draw(st.sampled_from(TYPES)))
        for number in sorted(numbers)
    ]
    # The stream: anything, any number of times, in any order, with gaps.
    told: list[Any] = draw(st.lists(st.lists(st.sampled_from(lines), max_size=4), max_size=4))
    # Polling: pages in order, somewhere in between; its gaps are lines that the stream told.
    pushed = {line.log_id for batch in told for line in batch}
    polled = [line for line in lines if line.log_id not in pushed or draw(st.booleans())]
    size = draw(st.integers(1, 4))
    pages = [polled[start : start + size] for start in range(0, len(polled), size)]
    places = sorted(draw(st.integers(0, len(told))) for _ in pages)
    for place, page in reversed(list(zip(places, pages, strict=True))):
        told.insert(place, page)
    # An opening by our page is written before Auth0 can know of it.
    landings = draw(st.lists(st.integers(0, 999), max_size=3))
    for landing in landings:
        at = NOON + timedelta(seconds=landing)
        first = next((place for place, piece in enumerate(told) if _tells_of(piece, at)), len(told))
        told.insert(draw(st.integers(0, first)), landing)
    return lines, landings, told


def _tells_of(piece: Any, at: datetime) -> bool:
    return isinstance(piece, list) and any(line.at + SKEW >= at for line in piece)


def tell(ticket: Ticket, told: list[Any]) -> dict[str, Any]:
    """Tell a ticket its story in this order and return how it ends; nothing is kept."""
    with transaction.atomic():
        for piece in told:
            if isinstance(piece, int):
                ticket.refresh_from_db()
                lifecycle.record_opening(
                    ticket,
                    at=NOON + timedelta(seconds=piece),
                    by=Actor.customer("alice@acme.com"),
                    source=Opening.Source.LANDING,
                )
            else:
                activity.ingest_logs(ticket.tenant, piece)
        end = end_state(Ticket.objects.get(pk=ticket.pk))
        transaction.set_rollback(True)
    return end


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(story=stories())
def test_polling_and_stream_end_where_either_would(
    ticket: Ticket, story: tuple[list[AssistantEvent], list[int], list[Any]]
):
    lines, landings, told = story

    both = tell(ticket, told)

    assert both == tell(ticket, [*landings, lines])
    assert both == tell(ticket, [*landings, *([line] for line in reversed(lines))])
