"""Notice what was changed at Auth0 behind our back."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from organizations.models import Attention, Connection
from organizations.services import attention, audit
from organizations.stages import SERVING
from organizations.verbs import Verb
from portal import auth0
from portal.actor import Actor

from .auth0_state import Auth0State

# The assistant may be used so long after the link was opened.
_SESSION = timedelta(hours=5)
# What the portal itself changes at Auth0, and how long it may be before a reconcile shows it.
_LATE = timedelta(minutes=2)
_USED = "used for addresses at"


def note_changes(connection: Connection, auth0_state: Auth0State, *, by: Actor) -> None:
    """Compare what was seen with the row as it was before, for a connection in use.

    Every change is on the timeline; one that neither staff nor the customer can have made
    through the portal asks for a person. Inside the caller's transaction.
    """
    if connection.stage not in SERVING or connection.checked_at is None:
        return
    if auth0_state.found is None:
        return
    changes = [*_of_itself(connection, auth0_state.found), *_of_lists(connection, auth0_state)]
    if not changes:
        return
    what = "; ".join(changes)
    known = _somebody_was_at_it(connection)
    audit.record(
        Verb.CONNECTION_CHANGED, by=by, connection=connection, what=what, external=not known
    )
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
        yield f"it's now called “{found.display_name}”"
    if not (found.options_visible and connection.options_digest):
        return  # not seen now, or not before
    ends = connection.certificate_expires_at
    if ends and found.certificate_expires != ends:
        yield "its signing certificate was replaced"
    elif found.options_digest != connection.options_digest:
        yield "its settings were changed"


def _of_lists(connection: Connection, auth0_state: Auth0State) -> Iterator[str]:
    yield from _compared(
        connection.clients, auth0_state.clients, "enabled for", "no longer enabled for"
    )
    if auth0_state.found and auth0_state.found.options_visible and connection.options_digest:
        yield from _compared(
            connection.domain_aliases, auth0_state.aliases, _USED, f"no longer {_USED}"
        )


def _compared(were: Iterable[str], now: Iterable[str], added: str, removed: str) -> Iterator[str]:
    if fresh := sorted({*now} - {*were}):
        yield f"{added} {', '.join(fresh)}"
    if lost := sorted({*were} - {*now}):
        yield f"{removed} {', '.join(lost)}"


def _somebody_was_at_it(connection: Connection) -> bool:
    assert connection.checked_at  # noqa: S101 - the caller reconciled
    touched, changed = connection.touched_at, connection.portal_changed_at
    by_a_person = touched is not None and touched >= connection.checked_at - _SESSION
    return by_a_person or (changed is not None and changed >= connection.checked_at - _LATE)
