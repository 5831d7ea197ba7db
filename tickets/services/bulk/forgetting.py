"""Forget what files said about people once it is of no use any more."""

from datetime import timedelta

from django.conf import settings

from portal import clock
from portal.actor import Actor
from tickets.errors import WrongState
from tickets.models import Job, JobRow

from .control import UNSTARTED, cancel

KEEPER = Actor.system("Job keeper")
UNSTARTED_FOR = timedelta(days=7)


def forget_due() -> None:
    """Cancel jobs that nobody started in time; empty the lines of those that ended long ago.

    What was done stays, with whom it was done for; twice is harmless.
    """
    now = clock.now()
    for job in Job.objects.filter(state__in=UNSTARTED, created_at__lte=now - UNSTARTED_FOR):
        try:
            cancel(job, by=KEEPER, only=UNSTARTED)
        except WrongState:
            continue  # somebody just started it
    if not settings.KEEP_UPLOAD_DAYS:
        return
    before = now - timedelta(days=settings.KEEP_UPLOAD_DAYS)
    ended = Job.objects.filter(ended_at__lte=before).exclude(file_name="")
    kept = JobRow.objects.filter(job__in=ended).exclude(cells={}, errors={}, warnings=[])
    kept.update(cells={}, choices=[], errors={}, warnings=[])
