"""The reconciler: look at Auth0 for one connection and write down where it stands."""

from datetime import datetime, timedelta

from django.db import transaction

from organizations import attention, clients, problems
from organizations.cadence import next_look
from organizations.models import Attention, Connection, Stage, Verification
from organizations.stages import Sight, derive, set_stage
from organizations.turns import take_turns
from portal import clock
from portal.actor import Actor
from portal.auth0 import Auth0Error, RateLimited, Unavailable

from .endings import note_endings
from .outside import note_changes
from .routing import note_routing
from .seeing import Seen, see
from .seen_domains import take_over

RECONCILER = Actor.system("reconciler")
# Auth0 reads from replicas: so long after a move, what seems to undo it may be old.
_LATE_READS = timedelta(minutes=2)

# What was missing is there, or is no longer needed.
_OVER_WHEN_LIVE = (
    Attention.Reason.CHANGED,
    Attention.Reason.DOMAIN_WRONG,
    Attention.Reason.STALLED,
)


def look(connection: Connection, *, urgent: bool = False) -> Connection:
    """Look at Auth0 and bring the row, its domains and its stage in line; returns the row.

    `urgent` is for a person who waits: goes before background work. Errors of Auth0 are not
    raised but stored in `check_error`, in plain words; the last known facts stay. Two looks at
    once do no harm: what was seen later wins.
    """
    started = clock.now()
    client = clients.auth0(connection.tenant)
    try:
        seen = see(connection, client.urgently() if urgent else client)
    except Auth0Error as error:
        _put_off(connection, error)
    else:
        _write(connection, seen, started)
    connection.refresh_from_db()
    return connection


def _put_off(connection: Connection, error: Auth0Error) -> None:
    wait = timedelta(hours=1)
    if isinstance(error, RateLimited):
        wait = timedelta(seconds=max(60.0, error.retry_after))
    elif isinstance(error, Unavailable):
        wait = timedelta(minutes=5)
    Connection.objects.filter(pk=connection.pk).update(
        check_error=str(problems.explain(error)), check_due_at=clock.now() + wait
    )


@transaction.atomic
def _write(connection: Connection, seen: Seen, started: datetime) -> None:
    row = take_turns(connection)
    if row.checked_at and row.checked_at > started:
        return  # who looked later has seen more
    if seen.found:
        note_changes(row, seen, by=RECONCILER)
        row.auth0_id, row.strategy = seen.found.id, seen.found.strategy
        row.options_visible = seen.found.options_visible
        row.display_name = seen.found.display_name or row.display_name
        if seen.found.options_visible:
            row.certificate_expires_at = seen.found.certificate_expires
            row.domain_aliases = seen.aliases
            row.options_digest = seen.found.options_digest
    if seen.tokens is not None:
        row.scim_token_expires_at = seen.token_end
    row.clients, row.organization_enabled = list(seen.clients), seen.organization_enabled
    row.checked_at, row.check_error = started, ""
    row.save(
        update_fields=[
            *("auth0_id", "strategy", "display_name", "options_visible"),
            *("certificate_expires_at", "domain_aliases", "options_digest"),
            *("scim_token_expires_at", "clients", "organization_enabled"),
            *("checked_at", "check_error"),
        ]
    )
    pending, proven = take_over(row, seen, by=RECONCILER)
    sight = Sight(
        exists=seen.found is not None,
        clients=frozenset(seen.clients),
        organization_enabled=seen.organization_enabled,
        pending=pending,
        # Where nobody has to prove a domain, one of the organization's leads no further.
        proven=proven if row.verification != Verification.NONE else frozenset(),
        shows_pending=row.shows_pending,
    )
    settled = _place(row, sight, started)
    note_endings(row, by=RECONCILER)
    if seen.found and seen.found.options_visible:
        note_routing(row, by=RECONCILER)
    now = clock.now()
    row.check_due_at = (
        next_look(Stage(row.stage), row.stage_since, now) if settled else now + _LATE_READS
    )
    row.save(update_fields=["check_due_at"])


def _place(row: Connection, sight: Sight, started: datetime) -> bool:
    """Move to the stage that was seen; answer False if it is too early to believe it."""
    was = Stage(row.stage)
    to = derive(
        sight,
        was=was,
        wanted_clients=frozenset(row.wanted_clients),
        wants_organization=row.organization_id is not None,
    )
    if to == was:
        return True
    if to in (Stage.GONE, Stage.DISABLED) and started < row.stage_since + _LATE_READS:
        return False
    set_stage(row, to, was=was, by=RECONCILER)
    if to == Stage.GONE:
        attention.flag(
            row,
            Attention.Reason.CHANGED,
            detail="The connection was deleted in Auth0.",
            remedy="If that was not meant, issue a new ticket: the setup begins again.",
            by=RECONCILER,
        )
    elif to == Stage.DISABLED:
        attention.flag(
            row,
            Attention.Reason.CHANGED,
            detail="The connection was disabled in Auth0: nobody can log in with it.",
            remedy="Enable it for its applications and its organization again, or ask who did it.",
            by=RECONCILER,
        )
    elif to == Stage.LIVE:
        attention.settle(row, *_OVER_WHEN_LIVE, by=RECONCILER)
    return True
