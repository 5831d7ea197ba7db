"""Tell somebody what is new: a worker claims their row for as long as it takes.

A worker that dies after the message went out and before that was noted leaves the row as it was:
the message goes out twice, and none is lost.
"""

from datetime import datetime, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F, Max, Min, Q, QuerySet

from organizations.errors import Rejected
from organizations.models import PublicEvent, Subscription, User
from organizations.roles import Role
from organizations.services.audit import published
from portal import clock
from portal.mailing import delivery as rule
from portal.outages import MAIL_SERVER, away, back

from .message import chat_of, mail, mail_of
from .news import TYPES, Piece, news
from .pacing import after_message, next_look

log = structlog.get_logger("organizations.notifications")

# A chat that took nothing for so long is told nothing more, and its people get a mail.
FAILS_AT_MOST = timedelta(days=3)


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
    behind = list(due.filter(idle, last_number__lt=last).values_list("pk", flat=True))
    # By its own columns alone, as in `tell`.
    Subscription.objects.filter(pk__in=behind, last_number__lt=last).update(last_number=last)
    return list(due.exclude(idle).values_list("pk", flat=True))


def tell(key: int) -> None:
    """Tell one subscription's readers what is new; does nothing when another is at it.

    What cannot be sent now is tried again with growing pauses, together with what is new by then.
    Call it outside transactions.
    """
    now = clock.now()
    if not _due(Q(pk=key)).exists():
        return
    # By its own columns alone: with a join, PostgreSQL finds the row before it waits for another
    # worker's claim, doesn't look again, and both would have it.
    mine = Subscription.objects.filter(pk=key, due_at__lte=now)
    if not mine.update(due_at=now + rule.CLAIM, tries=F("tries") + 1):
        return
    row = Subscription.objects.select_related("user", "created_by").get(pk=key)
    upto = published.last_number()
    pieces = news(row, upto=upto) if _may_know(row.user) else []
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
    test = mail("staff_news_test", to=[row.user.email] if row.user else [])
    if (
        error := _in_chat(row, str(test.subject), str(test.body))
        if row.service
        else _by_mail(row, test)
    ):
        raise Rejected(f"The test wasn’t sent. {error}")


def _due(which: Q) -> QuerySet[Subscription]:
    known = Q(user=None) | Q(user__is_active=True)
    return Subscription.objects.filter(which, known, due_at__lte=clock.now())


def _may_know(user: User | None) -> bool:
    return user is None or user.has_perm("organizations.view_pages")


def _send(row: Subscription, pieces: list[Piece], capped_until: datetime | None) -> str:
    """Send them, and return what went wrong."""
    if row.service:
        from portal.external.chat import plain

        return _in_chat(row, *chat_of(row, pieces, capped_until=capped_until, plain=plain))
    if row.user is None:
        return "There’s no URL."
    return _by_mail(row, mail_of(row, pieces, to=row.user.email, capped_until=capped_until))


def _in_chat(row: Subscription, title: str, text: str) -> str:
    from portal.external import chat

    try:
        return chat.send(row.address, title=title, body=text, private=settings.WEBHOOKS_PRIVATE)
    except Exception:
        # Whatever it is, it is tried again; its text may hold the address.
        log.exception("message not sent", subscription=row.pk)
        return "The portal couldn’t send this. Its log says why."


def _by_mail(row: Subscription, message: EmailMessage) -> str:
    try:
        message.send()
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
    # Beyond that the pause grows no more.
    changes: dict[str, Any] = {"due_at": now + rule.pause(min(row.tries, rule.MOST_TRIES))}
    lasts = now - (row.failing_since or now)
    if row.service and lasts >= FAILS_AT_MOST and not _send_word(row, error):
        changes = {"due_at": None, "pace": Subscription.Pace.NEVER}
    mine.update(failure=error[:500], **changes)


def _send_word(row: Subscription, error: str) -> str:
    """Mail whose it is that a chat is told nothing more; return what went wrong."""
    known = [one.email for one in (row.user or row.created_by,) if one and one.is_active]
    if not known:
        staff = User.objects.filter(groups__name=Role.MANAGER.value, is_active=True)
        known = list(staff.order_by("pk").values_list("email", flat=True))
    days = FAILS_AT_MOST.days
    word = mail("staff_channel_off", to=known, channel=row, error=error, days=days)
    return _by_mail(row, word) if known else ""
