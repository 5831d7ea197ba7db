"""The doors of the workers, and the clockwork that wakes them."""

import inspect

import pytest

from portal.celery import app
from tests import factories
from tickets.states import State
from tickets.tasks import tickets as ticket_tasks


def test_every_scheduled_task_exists():
    app.loader.import_default_modules()
    scheduled = {entry["task"] for entry in app.conf.beat_schedule.values()}

    assert scheduled <= set(app.tasks)


def test_sweep_wakes_workers_with_primary_keys_only(connection, monkeypatch):
    ticket = factories.make_ticket(connection)
    sent = []
    monkeypatch.setattr(
        "celery.app.task.Task.apply_async",
        lambda task, args=None, kwargs=None, **options: sent.append(
            (task.name, args, options["expires"])
        ),
    )

    ticket_tasks.sweep()

    assert sent == [("tickets.issue", (ticket.pk,), 60)]


def test_expire_due_is_a_task(connection, sandbox):
    ticket = factories.make_ticket(connection, state=State.ISSUED)
    sandbox.advance(6 * 86400)

    ticket_tasks.expire_due()

    ticket.refresh_from_db()
    assert ticket.state == State.EXPIRED


@pytest.mark.parametrize("name", ["issue", "revoke_at_auth0", "send_message"])
def test_tasks_of_rows_take_one_key(name):
    [parameter] = inspect.signature(getattr(ticket_tasks, name).run).parameters.values()

    assert parameter.annotation is int
