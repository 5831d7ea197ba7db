"""The same story through both doors: the log as the sandbox keeps it, polled and pushed at once."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import httpx
import pytest
from django.db import transaction
from django.test import Client, TestCase
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from organizations.models import Stage, Tenant
from portal.actor import Actor
from portal.auth0 import checkpoint_at
from tests.organizations.walking import OPEN, VERIFY
from tests.sandbox_process import CLIENT_ID, CLIENT_SECRET, Sandbox
from tests.tickets.acme import Acme
from tests.tickets.log_lines import NOON, end_state
from tickets.models import Opening, Ticket
from tickets.services import activity, lifecycle
from tickets.tasks import connections as connection_tasks

PAUSE = 120  # seconds between two parts of the story
TOKEN = "Bearer the-secret-of-the-stream"
CLICK = "click"  # on our page, which leads to Auth0
STORY: tuple[Any, ...] = (
    (CLICK, OPEN),
    ({"do": "choose", "strategy": "okta"}, {"do": "configure"}),
    (VERIFY,),
    # Auth0's own address, passed on: only the log knows of this opening.
    (OPEN,),
    (CLICK, OPEN),
    ({"do": "remove_domain", "domain": "acme.com"}, {"do": "add_domain", "domain": "acme.org"}),
)
FORMATS = (
    json.dumps,
    lambda items: "\n".join(map(json.dumps, items)),
    lambda items: "\r\n".join(["no item at all", *map(json.dumps, items)]),
)
# After each part of the story: polls, crashes that lose the position, pushes of whatever there is.
NEWS = st.one_of(
    st.just("poll"),
    st.just("crash"),
    st.tuples(st.lists(st.integers(0, 99), min_size=1, max_size=8), st.sampled_from(FORMATS)),
)


@pytest.fixture
def log(sandbox: Sandbox) -> Iterator[httpx.Client]:
    """Reads the sandbox's log as it stands there."""
    body = {
        "grant_type": "client_credentials",
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
        "audience": f"{sandbox.url}/api/v2/",
    }
    with httpx.Client(base_url=sandbox.url) as client:
        token = client.post("/oauth/token", data=body).json()["access_token"]
        client.headers["Authorization"] = f"Bearer {token}"
        yield client


def items(log: httpx.Client) -> list[dict[str, Any]]:
    """The log's lines so far, as Auth0 pushes them."""
    begin = checkpoint_at(NOON.replace(year=2020))
    rows = log.get(f"/api/v2/logs?from={begin}&take=100").raise_for_status().json()
    return [{"log_id": row["log_id"], "data": row} for row in rows]


def push(acme: Acme, text: str) -> None:
    with TestCase.captureOnCommitCallbacks(execute=True):
        answer = Client().post(
            reverse("log_hook", args=[acme.tenant.hook_id]),
            data=text,
            content_type="application/json",
            headers={"Authorization": TOKEN},
        )
    assert answer.status_code == 200, answer.content


def poll(acme: Acme) -> None:
    connection_tasks.poll_logs(acme.tenant.pk)
    acme.tenant.refresh_from_db()


def tell(acme: Acme, log: httpx.Client, news: list[list[Any]]) -> None:
    """Walk through the story; after each part, tell the portal the news of it."""
    begun, address = acme.tenant.log_position, ""
    for part, told in zip(STORY, news, strict=True):
        acme.sandbox.advance(PAUSE)
        for step in part:
            if step == CLICK:
                address = acme.open_()
            else:
                acme.walk(address, step)
        written = items(log)
        for one in told:
            if one == "poll":
                poll(acme)
            elif one == "crash":
                acme.tenant.log_position = begun
                acme.tenant.save()
            else:
                numbers, form = one
                push(acme, form([written[number % len(written)] for number in numbers]))
    poll(acme)


def click_again(acme: Acme, moments: list[datetime]) -> None:
    for at in moments:
        acme.first.refresh_from_db()
        lifecycle.record_opening(
            acme.first, at=at, by=Actor.customer("alice@acme.com"), source=Opening.Source.LANDING
        )


@contextmanager
def forgotten(acme: Acme) -> Iterator[None]:
    """Forget afterwards what was told."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    acme.tenant.refresh_from_db()


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(news=st.lists(st.lists(NEWS, max_size=3), min_size=len(STORY), max_size=len(STORY)))
def test_both_doors_at_once_end_where_either_would(
    tenant: Tenant, sandbox: Sandbox, staff: Actor, log: httpx.Client, news: list[list[Any]]
):
    tenant.hook_token = TOKEN
    with transaction.atomic():
        acme = Acme(tenant, sandbox, staff)
        tenant.save()
        activity.poll_logs(tenant)

        with forgotten(acme):
            tell(acme, log, news)
            both = end_state(Ticket.objects.get())
            clicks = list(
                Opening.objects.exclude(source=Opening.Source.LOG).values_list("at", flat=True)
            )
        with forgotten(acme):
            click_again(acme, clicks)
            poll(acme)
            polled = end_state(Ticket.objects.get())
        with forgotten(acme):
            click_again(acme, clicks)
            push(acme, json.dumps(items(log)[::-1]))
            pushed = end_state(Ticket.objects.get())
        transaction.set_rollback(True)
    tenant.refresh_from_db()

    assert both == polled == pushed
    # There was something to tell.
    assert both["openings"] == 3 and both["stage"] == Stage.DOMAIN_PENDING
