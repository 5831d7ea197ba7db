"""The one door by which lines of the audit trail change or go: for people, and for their age.

PostgreSQL refuses both elsewhere by a trigger; each use writes an event of its own.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Max

from organizations.models import Event, Seal
from organizations.verbs import Verb
from portal.actor import Actor
from portal.db.turns import wait_for_turn

from . import chain as chains
from . import record


def redact(
    events: Iterable[Event],
    *,
    text: Callable[[object], object],
    verb: Verb,
    by: Actor,
    **data: object,
) -> int:
    """Take a person at a customer out of events: `text` answers each value without them.

    Who did it, and from where, stays for everybody else: staff, keys, and the portal itself.
    Returns how many events changed, which the event of `verb` tells, too. The salt of their seals
    goes, so that nobody can try out names against what is left.
    """
    with _open_door():
        changed = 0
        # Read anew, now that it is our turn: somebody else may have been taken out meanwhile.
        current = Event.objects.in_bulk([event.pk for event in events])
        for event in current.values():
            without: dict[str, Any] = {"data": text(event.data)}
            if event.actor_kind == "customer":
                actor = text(event.actor_name)
                without |= {
                    "actor_name": actor,
                    "ip": event.ip if actor == event.actor_name else "",
                }
            if all(getattr(event, name) == value for name, value in without.items()):
                continue
            Event.objects.filter(pk=event.pk).overwrite(**without)
            Seal.objects.filter(event_id=event.pk).update(salt="")
            changed += 1
        details: dict[str, Any] = {"events": changed, **data}
        record(verb, by=by, **details)
    return changed


def prune(*, before: datetime, by: Actor) -> int:
    """Delete sealed events older than that, each chain from its start; return how many.

    A chain is kept whole from there on: what is deleted is told by an event a chain.
    """
    deleted = 0
    with _open_door():
        for chain in list(
            Seal.objects.order_by("chain").values_list("chain", flat=True).distinct()
        ):
            seals = Seal.objects.filter(chain=chain)
            kept = seals.filter(event__at__gte=before).order_by("number").first()
            old = seals.filter(number__lt=kept.number) if kept else seals
            last = old.aggregate(number=Max("number"))["number"]
            # The latest line stays, whatever its age: the next one follows it.
            if not kept and last:
                last -= 1
            if not last:
                continue
            old = seals.filter(number__lte=last)
            count = old.count()
            # The event that told of earlier ones may have gone for its own age: it is written anew.
            if not count and chains.was_pruned(chain, last):
                continue
            Event.objects.filter(pk__in=old.values("event_id")).erase()
            old.delete()
            deleted += count
            record(Verb.AUDIT_PRUNE, by=by, tenant=chain, number=last, count=count)
    return deleted


@contextmanager
def _open_door() -> Iterator[None]:
    with transaction.atomic():
        wait_for_turn(chains.TURN)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                # For this transaction only.
                cursor.execute("SET LOCAL portal.audit_door = 'open'")
        yield
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL portal.audit_door = ''")
