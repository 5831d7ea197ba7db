"""The reconciler: read one connection from Auth0 and write down where it stands."""

from datetime import datetime, timedelta

from django.db import transaction

from organizations import auth0_clients, auth0_problems
from organizations.models import Attention, Connection, Stage, Verification
from organizations.services import attention
from organizations.services.connections.expiries import note_expiries
from organizations.services.domains.records import logged_stage
from organizations.services.domains.routing import note_routing
from organizations.services.lifecycle.cadence import next_reconcile
from organizations.services.lifecycle.locks import lock_connection
from organizations.services.lifecycle.stages import Snapshot, derive, set_stage
from organizations.stages import SERVING
from portal import clock
from portal.actor import Actor
from portal.auth0 import Auth0Error, RateLimited, Unavailable

from .auth0_state import Auth0State, read_auth0_state
from .domains import take_over
from .external_changes import note_changes

RECONCILER = Actor.system("reconciler")
# Auth0 reads from replicas: so long after a move, what seems to undo it may be old.
_LATE_READS = timedelta(minutes=2)
# What the log reports that a reconcile should see.
_VISIBLE = ("assistant_created_at", "domain_added_at", "domain_proven_at", "assistant_enabled_at")

# What was missing is there, or is no longer needed.
_OVER_WHEN_LIVE = (
    Attention.Reason.CHANGED,
    Attention.Reason.DOMAIN_WRONG,
    Attention.Reason.STALLED,
)
# There is nothing left to mend where the connection was deleted.
_OVER_WHEN_GONE = (
    Attention.Reason.DOMAIN_WRONG,
    Attention.Reason.STALLED,
    Attention.Reason.FAILING,
    Attention.Reason.IDLE,
    Attention.Reason.UNROUTED,
)


def reconcile(connection: Connection, *, urgent: bool = False) -> Connection:
    """Read Auth0 and bring the row, its domains and its stage in line; returns the row.

    `urgent` is for a person who waits: goes before background work. Errors of Auth0 are not
    raised but stored in `check_error`, in plain words; the last known facts stay. Two reconciles at
    once do no harm: what was seen later wins.
    """
    started = clock.now()
    client = auth0_clients.auth0(connection.tenant)
    try:
        auth0_state = read_auth0_state(connection, client.urgently() if urgent else client)
    except Auth0Error as error:
        _put_off(connection, error)
    else:
        _write(connection, auth0_state, started)
    connection.refresh_from_db()
    return connection


def _put_off(connection: Connection, error: Auth0Error) -> None:
    wait = timedelta(hours=1)
    if isinstance(error, RateLimited):
        wait = timedelta(seconds=max(60.0, error.retry_after))
    elif isinstance(error, Unavailable):
        wait = timedelta(minutes=5)
    Connection.objects.filter(pk=connection.pk).update(
        check_error=str(auth0_problems.explain(error)), check_due_at=clock.now() + wait
    )


@transaction.atomic
def _write(connection: Connection, auth0_state: Auth0State, started: datetime) -> None:
    row = lock_connection(connection)
    if row.checked_at and row.checked_at > started:
        return  # who read later has seen more
    if auth0_state.found:
        note_changes(row, auth0_state, by=RECONCILER)
        row.auth0_id, row.strategy = auth0_state.found.id, auth0_state.found.strategy
        row.options_visible = auth0_state.found.options_visible
        row.display_name = auth0_state.found.display_name or row.display_name
        if auth0_state.found.options_visible:
            row.certificate_expires_at = auth0_state.found.certificate_expires
            row.domain_aliases = auth0_state.aliases
            row.options_digest = auth0_state.found.options_digest
    if auth0_state.tokens is not None:
        row.scim_token_expires_at = auth0_state.token_end
    row.clients, row.organization_enabled = (
        list(auth0_state.clients),
        auth0_state.organization_enabled,
    )
    row.checked_at, row.check_error = started, ""
    row.save(
        update_fields=[
            *("auth0_id", "strategy", "display_name", "options_visible"),
            *("certificate_expires_at", "domain_aliases", "options_digest"),
            *("scim_token_expires_at", "clients", "organization_enabled"),
            *("checked_at", "check_error"),
        ]
    )
    pending, proven = take_over(row, auth0_state, by=RECONCILER)
    snapshot = Snapshot(
        exists=auth0_state.found is not None,
        clients=frozenset(auth0_state.clients),
        organization_enabled=auth0_state.organization_enabled,
        pending=pending,
        # Where nobody has to prove a domain, one of the organization's leads no further.
        proven=proven if row.verification != Verification.NONE else frozenset(),
        reported=Stage.CONFIGURED if row.shows_pending else logged_stage(row),
    )
    settled = _place(row, snapshot, started) and not _may_be_behind(row, started)
    note_expiries(row, by=RECONCILER)
    if auth0_state.found and auth0_state.found.options_visible:
        settled = note_routing(row, by=RECONCILER) and settled
    now = clock.now()
    row.check_due_at = (
        next_reconcile(Stage(row.stage), row.stage_since, now) if settled else now + _LATE_READS
    )
    row.save(update_fields=["check_due_at"])


def _may_be_behind(row: Connection, started: datetime) -> bool:
    """Answer whether the log told a moment ago of something that may not be seen yet."""
    if row.stage in SERVING:
        return False
    changed = (getattr(row, field) for field in _VISIBLE)
    return any(at and at > started - _LATE_READS for at in changed)


def _place(row: Connection, snapshot: Snapshot, started: datetime) -> bool:
    """Move to the stage that was seen; answer False if it is too early to believe it."""
    was = Stage(row.stage)
    to = derive(
        snapshot,
        was=was,
        wanted_clients=frozenset(row.wanted_clients),
        wants_organization=row.organization_id is not None,
        used=row.first_sign_in_at is not None,
    )
    if to == was:
        return True
    if to in (Stage.GONE, Stage.DISABLED) and started < row.stage_since + _LATE_READS:
        return False
    set_stage(row, to, was=was, by=RECONCILER)
    if to == Stage.GONE:
        attention.settle(row, *_OVER_WHEN_GONE, by=RECONCILER)
        # Whatever is made under its name is another connection, which nobody has used.
        Connection.objects.filter(pk=row.pk).update(
            first_sign_in_at=None, last_sign_in_at=None, sign_ins_read_to=None
        )
        row.sign_in_troubles.all().delete()
        attention.flag(
            row,
            Attention.Reason.CHANGED,
            detail="The connection was deleted in Auth0.",
            remedy="If that wasn't intended, issue a new ticket to start setup again.",
            by=RECONCILER,
        )
    elif to == Stage.DISABLED:
        attention.flag(
            row,
            Attention.Reason.CHANGED,
            detail="The connection was disabled in Auth0. No one can sign in with it.",
            remedy="Enable it again for its applications and its organization, or find out who "
            "disabled it.",
            by=RECONCILER,
        )
    elif to in SERVING:
        attention.settle(row, *_OVER_WHEN_LIVE, by=RECONCILER)
    return True
