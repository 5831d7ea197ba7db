"""Let go of what tells of people once its time is over (PORTAL_KEEP_… in the settings)."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.admin.models import LogEntry

from organizations.services.audit import forgetting
from portal import clock
from portal.actor import Actor
from tickets.models import Message, Opening

_KEEPER = Actor.system("Retention")


def let_go_due() -> None:
    """Empty mails and openings, and delete lines of the audit trail, that are past their time.

    Counts, states and times stay. Twice is harmless; a setting of 0 keeps everything.
    """
    if before := _past(settings.KEEP_MAIL_TEXT_DAYS):
        over = Message.objects.filter(created_at__lt=before).exclude(
            state__in=(Message.State.QUEUED, Message.State.DEFERRED)
        )
        over.exclude(text="", html="").update(text="", html="", subject="")
    if before := _past(settings.KEEP_OPENING_DAYS):
        over_openings = Opening.objects.filter(at__lt=before).exclude(ip="", user_agent="")
        over_openings.update(ip="", user_agent="")
    if before := _past(settings.KEEP_AUDIT_DAYS):
        forgetting.prune(before=before, by=_KEEPER)
        # The administration notes what was done there a second time.
        LogEntry.objects.filter(action_time__lt=before).delete()


def _past(days: int) -> datetime | None:
    return clock.now() - timedelta(days=days) if days else None
