"""A worker outlives its children, whatever its broker does at that moment."""

import os
import signal
from typing import Any

import pytest
from celery.concurrency.prefork import TaskPool
from kombu.asynchronous import Hub

from portal.outages import pool
from tests.processes import wait_for

pytestmark = pytest.mark.processes


def test_a_child_that_just_died_is_replaced_after_the_broker_is_back() -> None:
    pool.use()
    hub = Hub()
    children: Any = TaskPool.Pool(1, threads=False)
    try:
        children.register_with_event_loop(hub)
        (child,) = children._pool
        os.kill(child.pid, signal.SIGKILL)
        # What the pool does when it hears of it, and when the broker is back.
        children._untrack_child_process(child, hub)
        children.register_with_event_loop(hub)

        wait_for(lambda: child.exitcode is not None, "The end of the child")
        children.maintain_pool()
        (new,) = children._pool
        assert new.pid != child.pid
        assert new._is_alive()
    finally:
        children.terminate()
        hub.close()
