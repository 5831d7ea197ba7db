"""The durable list of events, in one order: who remembers the last number misses nothing."""

from typing import Annotated, Any

from ninja import Query
from pydantic import Field

from organizations.models import PublicEvent
from organizations.services.audit import published
from organizations.services.audit.sentences import sentence
from portal.api.pages import MOST, next_address
from portal.api.problems import Fault, invalid
from portal.api.schemas import MOST_ID, In, Out, Page, Time

from .customers import CustomerOut
from .door import KeyRequest, Resource
from .expanding import Related, expandable, expanded
from .shown import ConnectionOut

events = Resource("Events")


class ObjectOut(Out):
    """What an event is about, besides customer and connection."""

    type: str
    id: int


class ActorOut(Out):
    """Who did it."""

    kind: str = Field(description="staff, api, customer, system or auth0.")
    name: str


class EventOut(Out):
    """An event. `id` increases along the list."""

    id: int
    type: str
    at: Time
    summary: str = Field(description="What happened, as a sentence; `actor` is who did it.")
    actor: ActorOut
    customer_id: int | None
    connection_id: int | None
    object: ObjectOut | None
    data: dict[str, Any]
    customer: CustomerOut | None = None
    connection: ConnectionOut | None = None


class EventPage(Page[EventOut]):
    """Events in order. `next` is where to continue, even if there's nothing new yet."""

    next: str


class EventSearch(In):
    """Where to start, and which types."""

    cursor: int = Field(0, ge=0, le=MOST_ID, description="The `id` of the last event you have.")
    limit: int = Field(50, ge=1, le=MOST)
    type: list[str] = Field([], max_length=50, description="Only these, for example ticket.opened.")
    expand: Annotated[list[str], Related("customer", "connection")] = []


@events.get("/events", "events:read", EventPage)
def list_events(request: KeyRequest, wanted: Query[EventSearch]) -> EventPage:
    """List events, oldest first, after the cursor.

    Store `next` and request it again later: events have a fixed order, so you don't miss any.
    """
    if unknown := sorted(set(wanted.type) - set(published.types())):
        raise invalid([Fault("type", f"“{unknown[0]}” isn't an event type.")])
    # A task gives the rest: no caller waits for what many others did.
    published.give_some_numbers()
    after = PublicEvent.objects.filter(number__gt=wanted.cursor)
    rows = published.in_tenant(after, request.api_key.tenant_id)
    if wanted.type:
        rows = rows.filter(type__in=wanted.type)
    found = list(rows.select_related("event").order_by("number")[: wanted.limit])
    last = found[-1].number if found else wanted.cursor
    page = EventPage.model_construct(
        data=[_show(one) for one in found], next=next_address(request, last)
    )
    return expanded(request, page, wanted)


def _show(row: PublicEvent) -> EventOut:
    event = row.event
    kind, _, key = event.target.partition(":")
    return EventOut.model_construct(
        id=row.number or 0,
        type=row.type,
        at=event.at,
        summary=sentence(event),
        actor=ActorOut.model_construct(kind=event.actor_kind, name=event.actor_name),
        customer_id=event.customer_id,
        connection_id=event.connection_id,
        object=ObjectOut.model_construct(type=kind, id=int(key)) if key.isdecimal() else None,
        data=event.data,
    )


expandable(
    "event",
    "events:read",
    lambda request: published.in_tenant(
        PublicEvent.objects.select_related("event"), request.api_key.tenant_id
    ),
    _show,
    column="number",
)
