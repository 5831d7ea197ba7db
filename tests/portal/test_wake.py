"""Waking workers: by names that exist, and harmless while the broker is away."""

import ast
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from organizations.models import Customer
from portal import clock
from portal.celery import app
from portal.outages import lines
from portal.wake import wake
from tests import factories
from tests.inbox_process import Inbox
from tickets.models import LinkRequest
from tickets.states import State
from tickets.tasks import tickets as ticket_tasks

ROOT = Path(__file__).parent.parent


def woken() -> Iterator[Any]:
    """The first argument of every call of `wake` in the product."""
    for folder in ("portal", "organizations", "tickets"):
        for file in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text())):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "wake":
                    yield getattr(node.args[0], "value", ast.unparse(node.args[0]))


def test_every_name_is_a_task() -> None:
    names = set(woken())

    assert names
    assert names <= set(app.tasks)


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_away_costs_one_line(
    broker_away: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(lines, "_since", {})
    after: list[str] = []

    with transaction.atomic():
        wake("tickets.issue", 4711)
        wake("tickets.issue", 4712)
        transaction.on_commit(lambda: after.append("the next hook"))

    [line] = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert "service_away" in str(line.msg)
    assert after == ["the next hook"]
    assert not [record for record in caplog.records if record.exc_info]


@pytest.mark.django_db
def test_a_sweep_without_the_broker_ends_quietly(
    broker_away: None, caplog: pytest.LogCaptureFixture
) -> None:
    for address in ("a@acme.com", "b@acme.com"):
        LinkRequest.objects.create(email=address, ip="", created_at=clock.now())

    ticket_tasks.sweep()

    assert LinkRequest.objects.count() == 2
    assert not [record for record in caplog.records if record.exc_info]


@pytest.mark.django_db(transaction=True)
def test_a_door_answers_as_ever_and_the_sweep_sends(
    broker_away: None,
    monkeypatch: pytest.MonkeyPatch,
    customer: Customer,
    mails: Inbox,
) -> None:
    connection = factories.make_connection(customer, customer.organizations.get().tenant)
    factories.make_ticket(connection, state=State.ISSUED)

    answer = Client().post("/new-link/", {"email": "alice@acme.com"})

    assert answer.status_code == 302
    assert LinkRequest.objects.get().email == "alice@acme.com"

    monkeypatch.undo()  # the broker is back
    ticket_tasks.sweep()

    assert [mail["To"][0]["Address"] for mail in mails.messages()] == ["alice@acme.com"]
