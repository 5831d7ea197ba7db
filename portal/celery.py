"""The Celery application and the one schedule of everything that runs by itself."""

import os

from celery import Celery

from portal.heartbeat import WorkerHeartbeat

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
# Threads and in-process workers fall back to an amqp default application without it.
app.set_default()
app.autodiscover_tasks()
app.steps["consumer"].add(WorkerHeartbeat)
