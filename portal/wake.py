"""Wake a worker for a row that was just written."""

from functools import partial
from typing import Any

from celery.app.task import Task
from django.db import transaction


def wake(task: "Task[Any, Any]", *keys: int) -> None:
    """Run a task for these primary keys as soon as the transaction is committed.

    The row is the truth and the task only a wake-up: with the broker away Django logs the error,
    and a sweep finds the row later.
    """
    transaction.on_commit(partial(task.delay, *keys), robust=True)
