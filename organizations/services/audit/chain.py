"""The audit trail as chains of digests, one a tenant, so that nobody changes a line unnoticed.

Each seal holds a digest over its event, its number and the digest before it. Events are sealed
some seconds after their transaction committed, by one task in the order in which it finds them,
and not when they are written: every change would else wait for the last one of its tenant to
commit, and two that write to the same two chains could lock each other out. Sealing and forgetting
take turns, so that an event is sealed as it stays.

What may tell of a person (name, IP address, data) is in the chain as a salted digest only. To
forget a person (`forgetting`), their text and the salt go; the digest and the chain stay whole.

The database tells of every line that was changed, deleted or put in between. Whoever can write to
it could compute a whole chain anew: the latest digest of each is therefore logged with every
sealing, and part of each export, to be compared with what `manage.py audit verify` prints.
"""

import hashlib
import json
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog
from django.db import transaction
from django.db.models import Exists, Max, OuterRef, QuerySet

from organizations.models import Event, Seal
from organizations.verbs import Verb
from portal import clock
from portal.db.turns import wait_for_turn

log = structlog.get_logger(__name__)

# One transaction at a time seals events, or changes or deletes sealed ones.
TURN = "audit chain"
# Events of one transaction of the sealer, and how many can commit before one that has a lower key.
_BATCH, _LATE = 500, 10_000
# How long an event may be without a seal until that is a finding: tasks may have been away.
_OVERDUE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Chain:
    """What was found of one chain: how many lines hold, its latest digest, the first that does not.

    `forgotten` of its lines are proven but for what they told of a person.
    """

    tenant: int
    lines: int = 0
    forgotten: int = 0
    digest: str = ""
    broken: str = ""


def seal_events() -> int:
    """Seal what is not sealed yet, oldest first; return how many events that were."""
    sealed = 0
    while now := _seal_some():
        sealed += now
    return sealed


def verify() -> Iterator[Chain]:
    """Compute every chain anew and tell what was found; then of events that nobody sealed."""
    for chain in Seal.objects.order_by("chain").values_list("chain", flat=True).distinct():
        yield _verified(chain)
    overdue = _unsealed(0).filter(at__lt=clock.now() - _OVERDUE).first()
    if overdue:
        yield Chain(0, broken=f"Event {overdue.pk} of {overdue.at:%Y-%m-%d %H:%M} has no seal.")


def unsealed_count() -> int:
    """Return how many events wait for their seal."""
    return _unsealed(0).count()


def was_pruned(chain: int, number: int) -> bool:
    """Return whether the trail itself tells that lines up to this one were deleted."""
    return Event.objects.filter(
        verb=Verb.AUDIT_PRUNE.value, data__tenant=chain, data__number=number
    ).exists()


def _seal_some() -> int:
    with transaction.atomic():
        wait_for_turn(TURN)
        # Read after the turn came: whoever was forgotten meanwhile is not in what is sealed.
        events = list(_unsealed()[:_BATCH])
        latest = _seal(events)
    for chain, seal in latest.items():
        log.info("audit_sealed", tenant=chain, number=seal.number, digest=seal.digest)
    return len(events)


def _unsealed(floor: int | None = None) -> QuerySet[Event]:
    if floor is None:
        floor = (Seal.objects.aggregate(latest=Max("event_id"))["latest"] or 0) - _LATE
    seals = Seal.objects.filter(event_id=OuterRef("pk"))
    rows = Event.objects.filter(~Exists(seals), pk__gt=floor)
    return rows.select_related("connection").order_by("pk")


def _seal(events: list[Event]) -> dict[int, Seal]:
    latest: dict[int, Seal] = {}
    for event in events:
        chain = _chain_of(event)
        before = latest.get(chain) or Seal.objects.filter(chain=chain).order_by("-number").first()
        seal = Seal(
            event=event,
            chain=chain,
            number=before.number + 1 if before else 1,
            about=_about(event),
            salt=secrets.token_hex(16),
            previous=before.digest if before else "",
        )
        seal.personal = _personal(event, seal.salt)
        seal.digest = _digest(event, seal)
        seal.save(force_insert=True)
        latest[chain] = seal
    return latest


def _chain_of(event: Event) -> int:
    if event.connection:
        return event.connection.tenant_id
    named = re.fullmatch(r"tenant:(\d+)", event.target)
    return int(named[1]) if named else 0


def _about(event: Event) -> dict[str, int | None]:
    return {
        "user": event.user_id,
        "customer": event.customer_id,
        "connection": event.connection_id,
    }


def _personal(event: Event, salt: str) -> str:
    return _sha256(salt, event.actor_name, event.ip, _json(event.data))


def _digest(event: Event, seal: Seal) -> str:
    return _sha256(
        *(seal.previous, str(seal.chain), str(seal.number), str(event.pk)),
        *(event.at.isoformat(), event.verb, event.actor_kind, event.target),
        *(_json(seal.about), seal.personal),
    )


def _sha256(*parts: str) -> str:
    # As a list, because texts that are only put together could be cut elsewhere.
    return hashlib.sha256(_json(parts).encode()).hexdigest()


def _json(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def _verified(chain: int) -> Chain:
    previous, expected, lines, forgotten = "", 1, 0, 0
    # Without the join, a deleted event would take its seal along.
    seals = Seal.objects.filter(chain=chain).order_by("number")
    for seals_of_batch in _batches(seals):
        events = Event.objects.in_bulk([seal.event_id for seal in seals_of_batch])
        for seal in seals_of_batch:
            if not lines and seal.number > 1 and was_pruned(chain, seal.number - 1):
                previous, expected = seal.previous, seal.number
            problem = _problem(seal, events.get(seal.event_id), previous, expected)
            if problem:
                told = f"Line {expected} (event {seal.event_id}) {problem}"
                return Chain(chain, lines, forgotten, previous, told)
            previous, expected, lines = seal.digest, expected + 1, lines + 1
            forgotten += not seal.salt
    return Chain(chain, lines, forgotten, previous)


def _batches(seals: QuerySet[Seal]) -> Iterator[list[Seal]]:
    after = -1
    while batch := list(seals.filter(number__gt=after)[:_BATCH]):
        yield batch
        after = batch[-1].number


def _problem(seal: Seal, event: Event | None, previous: str, number: int) -> str:
    if seal.number != number:
        return f"is missing: the next one is {seal.number}."
    if event is None:
        return "was deleted."
    if seal.previous != previous:
        return "doesn't follow the line before it."
    if seal.digest != _digest(event, seal):
        return "was changed."
    if seal.salt and seal.personal != _personal(event, seal.salt):
        return "was changed: who did it, from where, or its details."
    about = _about(event).items()
    if any(now is not None and now != seal.about[kind] for kind, now in about):
        return "was changed: whom it is about."
    return ""
