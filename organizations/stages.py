"""Where a connection stands: how a stage is derived, and the one place that moves it.

planned → invited → opened → configured → domain pending → domain verified → live
Off the road: disabled (was live, serves nobody now) and gone (deleted at Auth0).
"""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce

from organizations import audit
from organizations.cadence import next_look
from organizations.models import Connection, Stage
from portal import clock
from portal.actor import Actor

ROAD: tuple[Stage, ...] = (
    Stage.PLANNED,
    Stage.INVITED,
    Stage.OPENED,
    Stage.CONFIGURED,
    Stage.DOMAIN_PENDING,
    Stage.DOMAIN_VERIFIED,
    Stage.LIVE,
)
# Somebody still has to do something: these are looked at often.
OPEN: frozenset[Stage] = frozenset({*ROAD} - {Stage.PLANNED, Stage.LIVE})
# Auth0 has (or had) the connection.
CREATED: frozenset[Stage] = frozenset({*ROAD[3:], Stage.DISABLED, Stage.GONE})


@dataclass(frozen=True, slots=True)
class Sight:
    """What Auth0 shows of one connection; domains are those that belong to it.

    `proven` are the domains whose owner proved them, pre-verified ones left out. Without
    `shows_pending` there may be pending ones that Auth0 does not show.
    """

    exists: bool
    clients: frozenset[str] = frozenset()
    organization_enabled: bool = False
    pending: frozenset[str] = frozenset()
    proven: frozenset[str] = frozenset()
    shows_pending: bool = True


def derive(
    sight: Sight, *, was: Stage, wanted_clients: frozenset[str], wants_organization: bool
) -> Stage:
    """Return the stage that Auth0's own state stands for; it has no such field.

    Before the connection exists Auth0 shows nothing, so the stage stays what it was. Live means
    that all of what was wanted is there; a connection that was live stays so while it still
    serves one of the wanted applications.
    """
    if not sight.exists:
        return Stage.GONE if was in CREATED else was
    served = sight.clients & wanted_clients if wanted_clients else sight.clients
    reachable = sight.organization_enabled or not wants_organization
    if was in (Stage.LIVE, Stage.DISABLED):
        return Stage.LIVE if served and reachable else Stage.DISABLED
    if served and reachable and served >= wanted_clients:
        return Stage.LIVE
    if sight.pending:
        return Stage.DOMAIN_PENDING
    if sight.proven:
        return Stage.DOMAIN_VERIFIED
    # What the log told of domains that cannot be seen stands.
    told = not sight.shows_pending and was in (Stage.DOMAIN_PENDING, Stage.DOMAIN_VERIFIED)
    return was if told else Stage.CONFIGURED


def advance(connection: Connection, to: Stage, *, by: Actor) -> bool:
    """Move forward along the road to `to`; answer whether this call moved it.

    News arrive late, twice and out of order: what does not lead forward changes nothing.
    """
    while True:
        was = Stage(Connection.objects.values_list("stage", flat=True).get(pk=connection.pk))
        if was not in ROAD or to not in ROAD or ROAD.index(was) >= ROAD.index(to):
            connection.stage = was
            return False
        if set_stage(connection, to, was=was, by=by):
            return True


def set_stage(
    connection: Connection, to: Stage, *, was: Stage, by: Actor, reason: str = ""
) -> bool:
    """Move from exactly `was` to `to` in either direction; answer whether this call moved it.

    For what the road does not know: disabled, gone, reopened. A connection that somebody moved
    meanwhile stays where they put it.
    """
    now = clock.now()
    changes: dict[str, object] = {
        "stage": to,
        "stage_since": now,
        "check_due_at": next_look(to, now, now),
    }
    if to == Stage.LIVE:
        changes["live_at"] = Coalesce(F("live_at"), now)
    with transaction.atomic():
        if not Connection.objects.filter(pk=connection.pk, stage=was).update(**changes):
            return False
        audit.record(
            "connection:stage",
            by=by,
            connection=connection,
            was=was.value,
            to=to.value,
            reason=reason,
        )
    connection.refresh_from_db(fields=["stage", "stage_since", "live_at", "check_due_at"])
    return True
