"""The Celery application and the one schedule of everything that runs by itself."""

import os
from typing import Any

from celery import Celery

from portal.heartbeat import WorkerHeartbeat

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
# Threads and in-process workers fall back to an amqp default application without it.
app.set_default()
app.autodiscover_tasks()
app.autodiscover_tasks(related_name="tasks_look")
app.steps["consumer"].add(WorkerHeartbeat)


def _every(seconds: float, task: str) -> dict[str, Any]:
    # What waits longer than one turn is thrown away: the next turn does the same.
    return {"task": task, "schedule": seconds, "options": {"expires": seconds}}


app.conf.beat_schedule = {
    # Tickets to issue, mails to send, revocations to confirm that nobody works on.
    "sweep": _every(10, "tickets.sweep"),
    # Connections to look at in Auth0, as many as each tenant's limits bear.
    "looks": _every(60, "tickets.looks_due"),
    # Records of pending domains to look up in DNS.
    "lookups": _every(30, "tickets.lookups_due"),
    # Tenant logs to read on, where something can happen.
    "polls": _every(60, "tickets.polls_due"),
    # Tickets of connections that went live while nobody told them.
    "carries": _every(15, "tickets.carries_due"),
    # Invitations and links to a new password that staff still wait for.
    "account mails": _every(60, "organizations.account_mails_due"),
    # Organizations to look at once a day: renamed, deleted.
    "organizations": _every(60, "organizations.refresh_organizations"),
    # Each tenant's nightly comparison with the portal, part by part.
    "inventories": _every(60, "tickets.inventories_due"),
    # What uploaded files said about people, once it is of no use.
    "forget": _every(3600, "tickets.forget_due"),
    # Tickets nobody opened in time, sessions that are over.
    "expire": _every(30, "tickets.expire_due"),
}
