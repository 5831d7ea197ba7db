"""Celery's pool of children, mended: a worker outlives a child that dies as its broker comes back.

Of a child that ends, Celery hears before it can be waited for, so that it stays in the pool until
the next look, seconds later. A broker that is back before then has every child watched anew, this
one included, whose descriptor was let go of: the ValueError that follows ends the worker.
"""

from typing import Any

from celery.concurrency.asynpool import AsynPool
from celery.concurrency.prefork import TaskPool


class Pool(AsynPool):
    def _track_child_process(self, proc: Any, hub: Any) -> None:
        # None: it has ended, and is replaced when the pool is looked after.
        if getattr(proc, "_sentinel_poll", 0) is not None:
            super()._track_child_process(proc, hub)  # type: ignore[misc]


def use() -> None:
    """Have every worker of this process use this pool."""
    TaskPool.Pool = Pool
