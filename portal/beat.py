"""Beat, which sends each periodic task when it's due: `celery --app portal.beat beat`.

It needs the schedule and the broker, but no tasks: without Django's apps, it starts in a third of
the time and uses a third of the memory.
"""

import logging.config
from typing import Any

from celery import Celery
from celery.signals import setup_logging
from django.conf import settings

from portal import celery

# Celery's additions for Django import every app.
app = Celery("portal", fixups=[])
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.beat_schedule = celery.app.conf.beat_schedule


@setup_logging.connect
def _log_as_django_does(**_: Any) -> None:
    logging.config.dictConfig(settings.LOGGING)
    if settings.SENTRY_DSN:
        from portal.monitoring import sentry

        sentry.start(settings.SENTRY_DSN)
