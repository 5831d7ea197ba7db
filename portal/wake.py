"""Wake a worker for a row, by the name of its task.

By name, so that services need not import the tasks that call them. The row is the truth and the
task only a wake-up: with the broker away it is left out, and a sweep finds the row later.
"""

from django.db import transaction
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from portal.celery import app
from portal.outages import BROKER, away


def wake(task: str, *keys: int) -> None:
    """Run a task for these primary keys as soon as the transaction is committed.

    Whatever becomes of it, what else waits for the commit still runs.
    """

    # A function of its own: Django logs what a robust hook raises by the hook's `__qualname__`,
    # which a `partial` lacks.
    def send() -> None:
        send_now(task, *keys)

    transaction.on_commit(send, robust=True)


def send_now(task: str, *keys: int, forget_after: float | None = None) -> bool:
    """Send a task at once; answer False while the broker is away, which one line tells.

    `forget_after`: seconds after which nobody carries it out any more.
    """
    options = {"expires": forget_after} if forget_after else {}
    try:
        app.signature(task, args=keys, options=options).apply_async()
    except (OperationalError, RedisError, OSError) as error:
        away(BROKER, error)
        return False
    return True


def wake_each(task: str, keys: list[int], *, forget_after: float | None = None) -> None:
    """Send a task at once for each of these primary keys, until the broker is away."""
    for key in keys:
        if not send_now(task, key, forget_after=forget_after):
            return
