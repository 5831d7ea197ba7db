"""Notice what was changed at Auth0 behind our back."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from django.db.models import Q

from organizations import attention, audit
from organizations.models import Attention, Connection, Event, Stage
from portal import auth0
from portal.actor import Actor

from .seeing import Seen

# The assistant may be used so long after the link was opened.
_SESSION = timedelta(hours=5)
# What the portal itself changes at Auth0, and how long it may be before a look shows it.
_LATE = timedelta(minutes=2)
_BY_THE_PORTAL = ("connection:clients", "domain:route")
_USED = "used for addresses at"


def note_changes(connection: Connection, seen: Seen, *, by: Actor) -> None:
    """Compare what was seen with the row as it was before, for a connection in use.

    Every change is told on the timeline; one that neither staff nor the customer can have made
    through the portal asks for a person. Inside the caller's transaction.
    """
    if connection.stage != Stage.LIVE or connection.checked_at is None or seen.found is None:
        return
    changes = [*_of_itself(connection, seen.found), *_of_lists(connection, seen)]
    if not changes:
        return
    what = "; ".join(changes)
    known = _somebody_was_at_it(connection)
    audit.record("connection:changed", by=by, connection=connection, what=what, outside=not known)
    if not known:
        attention.flag(
            connection,
            Attention.Reason.CHANGED,
            detail=f"The connection was changed in Auth0 outside the portal: {what}.",
            remedy="Check in Auth0's logs who changed it, then resolve this.",
            by=by,
        )


def _of_itself(connection: Connection, found: auth0.Connection) -> Iterator[str]:
    if connection.display_name and found.display_name not in ("", connection.display_name):
        yield f"it is called “{found.display_name}” now"
    if not (found.options_visible and connection.options_digest):
        return  # not seen now, or not before
    ends = connection.certificate_expires_at
    if ends and found.certificate_expires != ends:
        yield "its signing certificate was replaced"
    elif found.options_digest != connection.options_digest:
        yield "its settings were changed"


def _of_lists(connection: Connection, seen: Seen) -> Iterator[str]:
    yield from _compared(connection.clients, seen.clients, "enabled for", "no longer enabled for")
    if seen.found and seen.found.options_visible and connection.options_digest:
        yield from _compared(connection.domain_aliases, seen.aliases, _USED, f"no longer {_USED}")


def _compared(were: Iterable[str], now: Iterable[str], added: str, removed: str) -> Iterator[str]:
    if fresh := sorted({*now} - {*were}):
        yield f"{added} {', '.join(fresh)}"
    if lost := sorted({*were} - {*now}):
        yield f"{removed} {', '.join(lost)}"


def _somebody_was_at_it(connection: Connection) -> bool:
    assert connection.checked_at  # noqa: S101 - the caller has looked
    return (
        Event.objects.filter(connection=connection, at__gte=connection.checked_at - _SESSION)
        .filter(
            Q(actor_kind__in=["staff", "customer"])
            | Q(verb__startswith="assistant:")
            | Q(verb__in=_BY_THE_PORTAL, at__gte=connection.checked_at - _LATE)
        )
        .exists()
    )
