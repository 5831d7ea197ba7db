"""Notice what was changed at Auth0 behind our back."""

from datetime import timedelta

from django.db.models import Q

from organizations import attention, audit
from organizations.models import Attention, Connection, Event, Stage
from portal.actor import Actor

from .seeing import Seen

# The assistant may be used so long after the link was opened.
_SESSION = timedelta(hours=5)


def note_changes(connection: Connection, seen: Seen, *, by: Actor) -> None:
    """Compare what was seen with the row as it was before, for a connection in use.

    Every change is told on the timeline; one that neither staff nor the customer can have made
    through the portal asks for a person. Inside the caller's transaction.
    """
    if connection.stage != Stage.LIVE or connection.checked_at is None or seen.found is None:
        return
    added = sorted(set(seen.clients) - set(connection.clients))
    removed = sorted(set(connection.clients) - set(seen.clients))
    ends = connection.certificate_expires_at
    renewed = seen.found.options_visible and seen.found.certificate_expires != ends and ends
    if not (added or removed or renewed):
        return
    what = _describe(added, removed, certificate=bool(renewed))
    known = _somebody_was_at_it(connection)
    audit.record(
        "connection:changed",
        by=by,
        connection=connection,
        what=what,
        added=added,
        removed=removed,
        outside=not known,
    )
    if not known:
        attention.flag(
            connection,
            Attention.Reason.CHANGED,
            detail=f"The connection was changed in Auth0 outside the portal: {what}.",
            remedy="Check in Auth0's logs who changed it, then resolve this.",
            by=by,
        )


def _somebody_was_at_it(connection: Connection) -> bool:
    assert connection.checked_at  # noqa: S101 - the caller has looked
    return (
        Event.objects.filter(connection=connection, at__gte=connection.checked_at - _SESSION)
        .filter(Q(actor_kind__in=["staff", "customer"]) | Q(verb__startswith="assistant:"))
        .exists()
    )


def _describe(added: list[str], removed: list[str], *, certificate: bool) -> str:
    return "; ".join(
        (
            *(["its signing certificate was replaced"] if certificate else []),
            *([f"enabled for {', '.join(added)}"] if added else []),
            *([f"no longer enabled for {', '.join(removed)}"] if removed else []),
        )
    )
