"""The Celery application and the one schedule of everything that runs by itself."""

import gc
import os
from contextlib import suppress
from typing import Any

from billiard.util import get_pdeathsig  # type: ignore[attr-defined]
from celery import Celery
from celery.signals import worker_init

from portal.monitoring.health.heartbeat import WorkerHeartbeat
from portal.outages import transport

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
# Celery would run Django's checks at each start, and not say what they found: `migrate` does.
os.environ.setdefault("CELERY_SKIP_CHECKS", "true")

transport.use()
app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
# Threads and in-process workers fall back to an amqp default application without it.
app.set_default()
app.autodiscover_tasks()
app.steps["consumer"].add(WorkerHeartbeat)


@worker_init.connect
def _mend_pool(**kwargs: Any) -> None:
    # Imported here: only workers have one.
    from portal.outages import pool

    pool.use()


@worker_init.connect
def _share_memory(**kwargs: Any) -> None:
    """Import what tasks need before the pool is forked, and keep its pages from being copied."""
    from django.urls import get_resolver, set_urlconf

    app.loader.import_default_modules()
    # Emails contain URLs of pages. Otherwise, each child would import the pages itself, and the API
    # too, which takes a sixth of its memory.
    set_urlconf("portal.page_urls")
    _ = get_resolver("portal.page_urls").url_patterns
    # Each child asks the kernel to end it along with this process, through cffi, which loads a
    # parser of C at the first call: have it loaded before the fork.
    with suppress(OSError):  # not on Linux
        get_pdeathsig()
    gc.collect()
    gc.freeze()


def _every(seconds: float, task: str) -> dict[str, Any]:
    # What waits longer than one interval is thrown away: the next run does the same.
    return {"task": task, "schedule": seconds, "options": {"expires": seconds}}


app.conf.beat_schedule = {
    # Tickets to issue, mails to send, revocations to confirm that nobody works on.
    "sweep": _every(10, "tickets.sweep"),
    # Connections to reconcile with Auth0, as many as each tenant's limits bear.
    "reconcile": _every(60, "tickets.reconciles_due"),
    # Records of pending domains to look up in DNS.
    "lookups": _every(30, "tickets.lookups_due"),
    # Tenant logs to read on, where something can happen.
    "polls": _every(60, "tickets.polls_due"),
    # Tenant logs to search for sign-ins: the first, failed ones, the last.
    "sign-ins": _every(60, "organizations.sign_ins_due"),
    # Failures that nothing explained, where staff have explained them since.
    "classify-sign-ins": _every(3600, "organizations.classify_sign_ins"),
    # Which people were counted, and counts of long ago.
    "forget-sign-ins": _every(3600, "organizations.forget_sign_ins"),
    # Tickets of connections that went live while nobody told them.
    "automation": _every(15, "tickets.automations_due"),
    # Invitations and links to a new password that staff still wait for.
    "account-mails": _every(60, "organizations.account_mails_due"),
    # Events of the audit trail that are in no chain, or without a place in the API's list, yet.
    "seals": _every(15, "organizations.seal_events"),
    # Events to deliver to webhooks, and word to operators about one.
    "webhooks": _every(5, "organizations.deliver_webhooks"),
    # Staff to tell what happened: at once, each hour, each morning.
    "notifications": _every(15, "organizations.notifications_due"),
    # Sessions that are over: nobody can use them, and nobody needs where they came from.
    "sessions": _every(3600, "organizations.sessions_over"),
    # Organizations to refresh once a day: renamed, deleted.
    "organizations": _every(60, "organizations.refresh_organizations"),
    # Each tenant's nightly comparison with the portal, part by part.
    "inventories": _every(60, "tickets.inventories_due"),
    # What uploaded files said about people, once it is of no use.
    "forget": _every(3600, "tickets.forget_due"),
    # Answers of the API that were kept for requests sent again, and what webhooks were told.
    "forget-answers": _every(3600, "organizations.forget_answers"),
    # Tickets nobody opened in time, sessions that are over.
    "expire": _every(30, "tickets.expire_due"),
}
