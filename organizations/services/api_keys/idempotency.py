"""A request that is sent twice is carried out once, and both get the same answer.

https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from organizations.errors import Rejected
from organizations.models import ApiKey, IdempotencyKey
from portal import clock

KEPT = timedelta(hours=24)
# Longer than a request may take: whoever holds a lapsed claim is dead.
_CLAIM = timedelta(seconds=150)
# Seconds for which the second of two waits for the answer of the first. It holds a thread that a
# customer's page may need: for long only a few wait at once, and others are told to come back.
_PATIENCE, _PAUSE = 1.0, 0.05
_LONG_PATIENCE, _LONG_PAUSE = 30.0, 0.5
_LONG_WAITS = threading.BoundedSemaphore(2)


class StillRunning(Exception):
    """The first of two has not answered in time."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered the first time."""

    status: int
    body: str


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to carry a request out, until it is kept or given back.

    `again`: another process had it before and answered nothing. What it did stands: look for that
    first.
    """

    row: IdempotencyKey
    again: bool = False

    def decide(self, choose: Callable[[], str]) -> str:
        """Return what was chosen the first time; so whoever takes over looks for the same."""
        if not self.row.decision:
            self.row.decision = choose()
            self.row.save(update_fields=["decision"])
        return self.row.decision

    def keep(self, status: int, body: str) -> None:
        """Write the answer down: in the transaction of what was done, where that is one.

        Raises StillRunning if another has taken the request over meanwhile.
        """
        if not self._mine().update(status=status, answer=body, claimed_until=None):
            raise StillRunning

    def give_back(self) -> None:
        """Let the request be sent again: nothing was done."""
        self._mine().delete()

    def lapse(self) -> None:
        """Let the request be taken over at once: something may have been done."""
        self._mine().update(claimed_until=None)

    def _mine(self) -> QuerySet[IdempotencyKey]:
        until = self.row.claimed_until
        return IdempotencyKey.objects.filter(pk=self.row.pk, status=None, claimed_until=until)


def begin(key: ApiKey, name: str, digest: str) -> Claim | Answer:
    """Return the claim on a request, or the answer if it was carried out before.

    `digest` tells the request from others. Waits while another process carries it out. Raises
    Rejected (field "Idempotency-Key") when the name was used for another request, StillRunning.
    """
    if found := _wait(key, name, digest, _PATIENCE, _PAUSE):
        return found
    if _LONG_WAITS.acquire(blocking=False):
        try:
            if found := _wait(key, name, digest, _LONG_PATIENCE, _LONG_PAUSE):
                return found
        finally:
            _LONG_WAITS.release()
    raise StillRunning


def forget_answers() -> int:
    """Delete what nobody can ask for any more; return how many."""
    old = IdempotencyKey.objects.filter(created_at__lte=clock.now() - KEPT)
    return old.delete()[0]


def _wait(
    key: ApiKey, name: str, digest: str, patience: float, pause: float
) -> Claim | Answer | None:
    until = time.monotonic() + patience
    while True:
        if found := _try(key, name, digest):
            return found
        if time.monotonic() > until:
            return None
        time.sleep(pause)


def _try(key: ApiKey, name: str, digest: str) -> Claim | Answer | None:
    now = clock.now()
    try:
        with transaction.atomic():
            return Claim(
                IdempotencyKey.objects.create(
                    api_key=key,
                    name=name,
                    digest=digest,
                    created_at=now,
                    claimed_until=now + _CLAIM,
                )
            )
    except IntegrityError:
        row = IdempotencyKey.objects.filter(api_key=key, name=name).first()
    if row is None:
        return None
    if row.created_at <= now - KEPT:
        IdempotencyKey.objects.filter(pk=row.pk, created_at=row.created_at).delete()
        return None
    if row.digest != digest:
        raise Rejected(
            "This Idempotency-Key was sent with another request. Use a different key for "
            "each request.",
            field="Idempotency-Key",
        )
    if row.status is not None:
        return Answer(row.status, row.answer)
    lapsed = Q(claimed_until=None) | Q(claimed_until__lte=now)
    mine = IdempotencyKey.objects.filter(lapsed, pk=row.pk, status=None)
    row.claimed_until = now + _CLAIM
    return Claim(row, again=True) if mine.update(claimed_until=row.claimed_until) else None
