"""Tell somebody what is new: a worker claims their row for as long as it takes.

A worker that dies after the message went out and before that was noted leaves the row as it was:
the message goes out twice, and none is lost.
"""

from datetime import datetime
from typing import Any

import structlog
from django.db.models import F, Max, Min, Q, QuerySet

from organizations.errors import Rejected
from organizations.models import PublicEvent, Subscription
from organizations.services.audit import published
from portal import clock
from portal.mailing import delivery as rule
from portal.outages import MAIL_SERVER, away, back

from .message import mail_of, test_mail_of
from .news import TYPES, Piece, news
from .pacing import after_message, next_look

log = structlog.get_logger("organizations.notifications")


def subscriptions_due() -> list[int]:
    """Return the primary keys of those to look at now; nobody is at them."""
    last = published.last_number()
    due = _due(Q())
    lowest = due.aggregate(lowest=Min("last_number"))["lowest"]
    if lowest is None:
        return []
    news = PublicEvent.objects.filter(type__in=TYPES, number__gt=lowest, number__lte=last)
    newest = news.aggregate(newest=Max("number"))["newest"] or 0
    # Of what nobody is told about, nobody has to be woken.
    idle = Q(pace=Subscription.Pace.AT_ONCE, last_number__gte=newest)
    due.filter(idle, last_number__lt=last).update(last_number=last)
    return list(due.exclude(idle).values_list("pk", flat=True))


def tell(key: int) -> None:
    """Tell one subscription's reader what is new; does nothing when another is at it.

    What cannot be sent now is tried again with growing pauses, together with what is new by then.
    """
    claim = clock.now() + rule.CLAIM
    if not _due(Q(pk=key)).update(due_at=claim, tries=F("tries") + 1):
        return
    row = Subscription.objects.select_related("user").get(pk=key)
    upto = published.last_number()
    pieces = news(row, upto=upto) if row.user.has_perm("organizations.view_pages") else []
    if not pieces:
        _note(row, upto, due_at=next_look(row, clock.now()))
        return
    sent, then, capped = after_message(row, clock.now())
    if error := _send(row, pieces, then if capped else None):
        _note_failure(row, error)
    else:
        _note(row, upto, due_at=then, sent=sent)


def send_test(row: Subscription) -> None:
    """Send a message that says only that messages arrive. Raises Rejected with what was answered.

    Call it outside transactions.
    """
    try:
        test_mail_of(row).send()
    except Exception as error:
        log.warning("test not sent", subscription=row.pk, error=str(error))
        raise Rejected(f"The test wasn’t sent. {rule.answer(error)}") from error


def _due(which: Q) -> QuerySet[Subscription]:
    return Subscription.objects.filter(which, due_at__lte=clock.now(), user__is_active=True)


def _send(row: Subscription, pieces: list[Piece], capped_until: datetime | None) -> str:
    """Send them, and return what went wrong."""
    try:
        mail_of(row, pieces, capped_until=capped_until).send()
    except Exception as error:
        # Whatever it is, it is tried again.
        if rule.is_away(error):
            away(MAIL_SERVER, error)
        else:
            log.warning("news not sent", subscription=row.pk, error=str(error))
        return rule.answer(error)
    back(MAIL_SERVER)
    return ""


def _note(row: Subscription, upto: int, **changes: Any) -> None:
    """Write down how far somebody was told, whatever they chose meanwhile."""
    mine = Subscription.objects.filter(pk=row.pk)
    mine.filter(last_number__lt=upto).update(last_number=upto)
    mine.filter(due_at=row.due_at).update(tries=0, failing_since=None, failure="", **changes)


def _note_failure(row: Subscription, error: str) -> None:
    now = clock.now()
    mine = Subscription.objects.filter(pk=row.pk, due_at=row.due_at)
    mine.filter(failing_since=None).update(failing_since=now)
    mine.update(failure=error[:500], due_at=now + rule.pause(row.tries))
