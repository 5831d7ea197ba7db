"""What is pushed is news, never proof: whoever can push brings about a look and no more."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from organizations.models import Connection, Event
from portal import clock
from portal.auth0.events import Step
from tests.tickets.log_lines import line
from tickets.models import Message, Opening, Ticket
from tickets.tasks import connections as connection_tasks

TOKEN = "Bearer the-secret-of-the-stream"


def everything() -> list[Any]:
    """All that news could change, except when it was reconciled."""
    rows: list[Any] = [
        Connection.objects.values_list("stage", "stage_since", "live_at", "auth0_id"),
        Ticket.objects.values_list("state", "openings_used", "opened_at", "session_ends_at"),
        Message.objects.values_list("kind", "state"),
        Event.objects.values_list("verb", "at"),
        Opening.objects.values_list("at", "source"),
    ]
    return [list(one.order_by("pk")) for one in rows]


@pytest.mark.parametrize("flow", ["create", "update"])
def test_whoever_can_push_brings_about_no_more_than_a_reconcile(
    issued: Ticket, run_tasks: Callable[[], AbstractContextManager[Any]], flow: str
):
    connection = issued.connection
    connection.tenant.hook_token = TOKEN
    connection.tenant.save()
    connection_tasks.poll_logs(connection.tenant.pk, connection.pk)
    connection.refresh_from_db()
    before, reconciled = everything(), connection.checked_at
    # Ten openings of the ticket, and every step that there is.
    steps = [*["ticket_consumption"] * 10, *(step.value for step in Step)]
    forged = [
        line(number, step, connection=connection.name, at=clock.now(), flow=flow)
        for number, step in enumerate(steps)
    ]

    with run_tasks():
        answer = Client().post(
            reverse("log_hook", args=[connection.tenant.hook_id]),
            data=json.dumps(forged),
            content_type="application/json",
            headers={"Authorization": TOKEN},
        )

    connection.refresh_from_db()
    assert answer.json() == {"connections": 1, "ignored": 0, "refused": 0}
    assert everything() == before
    assert connection.checked_at and reconciled and connection.checked_at > reconciled
