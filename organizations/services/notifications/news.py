"""What is new for somebody, and still so: from the list of events, and from the rows as they are.

What somebody took meanwhile (resolved, snoozed, or assigned to another) is no news any more.
"""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q

from organizations.models import Attention, Connection, Customer, PublicEvent, Stage, Subscription
from organizations.models.staff.subscription import TOPIC_OF, Topic
from organizations.stages import SERVING
from portal import clock

FLAGGED, MOVED = "attention.flagged", "connection.stage_changed"
TYPES = (FLAGGED, MOVED)
# The latest events that one look goes through. On a day with more, whoever reads goes to Home.
_MOST = 1_000
_URGENCY = {reason.value: place for place, reason in enumerate(Attention.Reason)}
_GOOD = len(_URGENCY)


@dataclass(frozen=True, slots=True)
class Piece:
    """One line of a message: a connection, and what there is about it."""

    customer: str
    what: str
    path: str


def news(row: Subscription, *, upto: int) -> list[Piece]:
    """Return what somebody is to be told of the events up to a number, the most urgent first.

    One piece a connection. Of the customer it tells the name, and nothing of what was said.
    """
    flagged, moved = _subjects(row, upto)
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    connections: dict[int, Connection] = {}
    for one in _waiting({connection for connection, _ in flagged}):
        if (one.connection_id, one.reason) not in flagged or not _is_for(row, one):
            continue
        if one.connection is not None:
            connections[one.connection.pk] = one.connection
            found[one.connection.pk].append((_URGENCY[one.reason], one.get_reason_display()))
    for connection in _serving(set(moved)):
        if _is_theirs(row, connection.customer):
            connections.setdefault(connection.pk, connection)
            found[connection.pk] += [(_GOOD, told) for told in sorted(moved[connection.pk])]
    order = sorted(found, key=lambda key: (min(found[key])[0], key))
    return [_piece(connections[key], found[key]) for key in order]


def _subjects(row: Subscription, upto: int) -> tuple[set[tuple[int, str]], dict[int, set[str]]]:
    """Connections with why they were flagged, and those that moved with how that reads."""
    events = PublicEvent.objects.filter(
        number__gt=row.last_number,
        number__lte=upto,
        type__in=TYPES,
        event__connection__isnull=False,
    ).order_by("-number")
    flagged: set[tuple[int, str]] = set()
    moved: dict[int, set[str]] = defaultdict(set)
    columns = ("type", "event__connection_id", "event__data")
    for kind, connection, data in events.values_list(*columns)[:_MOST]:
        if kind == FLAGGED:
            reason = data.get("reason")
            if reason in _URGENCY and TOPIC_OF[Attention.Reason(reason)] in row.topics:
                flagged.add((connection, reason))
        elif (told := _moved(data)) and told[0] in row.topics:
            moved[connection].add(told[1])
    return flagged, moved


def _moved(data: dict[str, str]) -> tuple[Topic, str] | None:
    was, to = data.get("was"), data.get("to")
    if to not in SERVING:
        return None
    if was not in SERVING:
        return Topic.LIVE, "Live"
    return (Topic.IN_USE, "First sign-in") if to == Stage.IN_USE else None


def _waiting(connections: set[int]) -> "list[Attention]":
    if not connections:
        return []
    awake = Q(snoozed_until=None) | Q(snoozed_until__lte=clock.now())
    rows = Attention.objects.filter(
        awake,
        connection__in=connections,
        resolved_at=None,
        customer__archived_at=None,
    )
    return list(rows.select_related("customer", "connection__customer"))


def _serving(connections: set[int]) -> "list[Connection]":
    if not connections:
        return []
    rows = Connection.objects.filter(
        pk__in=connections, stage__in=SERVING, customer__archived_at=None
    )
    return list(rows.select_related("customer"))


def _is_for(row: Subscription, one: Attention) -> bool:
    if one.assignee_id:
        wants_own = row.whose != Subscription.Whose.UNOWNED
        return wants_own and one.assignee_id == row.user_id
    return _is_theirs(row, one.customer)


def _is_theirs(row: Subscription, customer: Customer) -> bool:
    match row.whose:
        case Subscription.Whose.MINE:
            return customer.owner_id == row.user_id
        case Subscription.Whose.UNOWNED:
            return customer.owner_id is None
    return True


def _piece(connection: Connection, told: list[tuple[int, str]]) -> Piece:
    what = ", ".join(dict.fromkeys(text for _, text in sorted(told)))
    return Piece(connection.customer.name, what, connection.get_absolute_url())
