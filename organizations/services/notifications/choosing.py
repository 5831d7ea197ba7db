"""What a person, or a team's channel, is told, and where."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from organizations.errors import Rejected
from organizations.models import Subscription, User
from organizations.services import audit
from organizations.services.audit import published
from organizations.verbs import Verb
from portal import clock
from portal.actor import Actor
from portal.db.changing import change

from .pacing import next_message


def subscription_of(user: User) -> Subscription:
    """Return what somebody chose; unsaved, and never, of who has not chosen yet."""
    found = Subscription.objects.filter(user=user).first()
    return found or Subscription(user=user)


def choose(
    user: User,
    *,
    pace: str,
    topics: list[str],
    whose: str,
    time_zone: str,
    by: Actor,
    address: str | None = None,
) -> Subscription:
    """Keep what somebody wants to be told, and have a worker look from now on.

    `address`: of a chat service, as people paste it; "" for email, None for where it was. Who was
    told nothing before is told what happens from now on. Raises Rejected (field "address").
    """
    given = {"pace": pace, "topics": topics, "whose": whose, "time_zone": time_zone}
    given |= _at(address)
    with transaction.atomic():
        row, _ = Subscription.objects.select_for_update().get_or_create(user=user)
        if changed := _change(row, given):
            audit.record(Verb.NOTIFICATION_CHANGE, by=by, target=f"user:{user.pk}", changed=changed)
    return row


def create_channel(
    *,
    name: str,
    address: str,
    pace: str,
    topics: list[str],
    whose: str,
    time_zone: str,
    by: Actor,
) -> Subscription:
    """Tell a team's channel what happens from now on. Raises Rejected (field "address")."""
    given = {"name": name, "pace": pace, "topics": topics, "whose": whose, "time_zone": time_zone}
    given |= _at(address)
    with transaction.atomic():
        row = Subscription(created_by=by.user)
        _change(row, given)
        audit.record(Verb.CHANNEL_CREATE, by=by, target=f"channel:{row.pk}", name=row.name)
    return row


def change_channel(
    channel: Subscription,
    *,
    name: str,
    pace: str,
    topics: list[str],
    whose: str,
    time_zone: str,
    by: Actor,
    address: str | None = None,
) -> None:
    """Change what a team's channel is told, and where. Raises Rejected as `create_channel`.

    `address`: None for where it was.
    """
    given = {"name": name, "pace": pace, "topics": topics, "whose": whose, "time_zone": time_zone}
    given |= _at(address)
    with transaction.atomic():
        row = Subscription.objects.select_for_update().get(pk=channel.pk)
        if changed := _change(row, given):
            audit.record(
                Verb.CHANNEL_CHANGE,
                by=by,
                target=f"channel:{row.pk}",
                name=row.name,
                changed=changed,
            )


def delete_channel(channel: Subscription, *, by: Actor) -> None:
    """Tell a team's channel nothing more, and forget its address."""
    with transaction.atomic():
        audit.record(Verb.CHANNEL_DELETE, by=by, target=f"channel:{channel.pk}", name=channel.name)
        Subscription.objects.filter(pk=channel.pk).delete()


def _at(address: str | None) -> dict[str, str]:
    if address is None:
        return {}
    if not address:
        return {"service": "", "address": ""}
    # Takes half a second to import, and most processes never need it.
    from portal.external import chat

    try:
        return {"service": chat.service_of(address), "address": address}
    except chat.Wrong as error:
        raise Rejected(str(error), field="address") from error


def _change(row: Subscription, given: Mapping[str, Any]) -> list[str]:
    """Save what differs, and have a worker look in time; return the names of what differs."""
    if row.pace == Subscription.Pace.NEVER:
        row.last_number = published.last_number()
    if changed := change(row, given):
        row.due_at = next_message(row, clock.now())
        row.failing_since, row.failure, row.tries = None, "", 0
        row.save()
    return changed
