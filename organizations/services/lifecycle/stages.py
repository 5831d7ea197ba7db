"""Where a connection stands: how a stage is derived, and the one place that moves it."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce

from organizations.models import Connection, Stage
from organizations.services import audit
from organizations.signals import stage_moved
from organizations.stages import CREATED, ROAD, SERVING
from organizations.verbs import Verb
from portal import clock
from portal.actor import Actor

from .cadence import next_reconcile


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What Auth0 shows of one connection; domains are those that belong to it.

    `proven` are the domains whose owner proved them, pre-verified ones left out. `reported` is how
    far the log says that domains came which Auth0 does not show.
    """

    exists: bool
    clients: frozenset[str] = frozenset()
    organization_enabled: bool = False
    pending: frozenset[str] = frozenset()
    proven: frozenset[str] = frozenset()
    reported: Stage = Stage.CONFIGURED


def derive(
    snapshot: Snapshot,
    *,
    was: Stage,
    wanted_clients: frozenset[str],
    wants_organization: bool,
    used: bool = False,
) -> Stage:
    """Return the stage that Auth0's own state stands for; it has no such field.

    Before the connection exists Auth0 shows nothing, so the stage stays what it was. Live means
    that all of what was wanted is there; a connection that was live stays so while it still
    serves one of the wanted applications. Where it was `used`, live is called in use.
    """
    serving = Stage.IN_USE if used else Stage.LIVE
    if not snapshot.exists:
        return Stage.GONE if was in CREATED else was
    served = snapshot.clients & wanted_clients if wanted_clients else snapshot.clients
    reachable = snapshot.organization_enabled or not wants_organization
    if was in SERVING or was == Stage.DISABLED:
        return serving if served and reachable else Stage.DISABLED
    if served and reachable and served >= wanted_clients:
        return serving
    if snapshot.pending:
        return Stage.DOMAIN_PENDING
    if snapshot.proven:
        return Stage.DOMAIN_VERIFIED
    return snapshot.reported


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
        "check_due_at": next_reconcile(to, now, now),
    }
    if to in SERVING:
        changes["live_at"] = Coalesce(F("live_at"), now)
        if was not in SERVING:
            changes |= {"serving_since": now, "sign_ins_due_at": now}
    with transaction.atomic():
        if not Connection.objects.filter(pk=connection.pk, stage=was).update(**changes):
            return False
        audit.record(
            Verb.CONNECTION_STAGE,
            by=by,
            connection=connection,
            was=was.value,
            to=to.value,
            reason=reason,
        )
        stage_moved.send(Connection, connection=connection, to=to, at=now)
    connection.refresh_from_db(fields=list(changes))
    return True
