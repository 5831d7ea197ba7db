"""What a person chooses to be told."""

from django.db import transaction

from organizations.models import Subscription, User
from organizations.services import audit
from organizations.services.audit import published
from organizations.verbs import Verb
from portal import clock
from portal.actor import Actor
from portal.db.changing import change

from .pacing import next_look


def subscription_of(user: User) -> Subscription:
    """Return what somebody chose; unsaved, and never, of who has not chosen yet."""
    found = Subscription.objects.filter(user=user).first()
    return found or Subscription(user=user)


def choose(
    user: User, *, pace: str, topics: list[str], whose: str, time_zone: str, by: Actor
) -> Subscription:
    """Keep what somebody wants to be told, and have a worker look from now on.

    Who was told nothing before is told what happens from now on.
    """
    given = {"pace": pace, "topics": topics, "whose": whose, "time_zone": time_zone}
    with transaction.atomic():
        row, _ = Subscription.objects.select_for_update().get_or_create(user=user)
        if row.pace == Subscription.Pace.NEVER:
            row.last_number = published.last_number()
        if changed := change(row, given):
            row.due_at = next_look(row, clock.now())
            row.failing_since, row.failure, row.tries = None, "", 0
            row.save()
            audit.record(Verb.NOTIFICATION_CHANGE, by=by, target=f"user:{user.pk}", changed=changed)
    return row
