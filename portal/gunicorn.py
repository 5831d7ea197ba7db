"""How Gunicorn runs the portal: `gunicorn portal.wsgi --config python:portal.gunicorn`.

All is imported once, before the worker processes are made: they share that memory. What they count
for /metrics goes to files of one folder in memory, from which any of them can add it up.
"""

import gc
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

preload_app = True
_SHARED = "/dev/shm"  # noqa: S108 - a folder of our own in it, for this user only

# Before anything imports prometheus_client.
if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(
        prefix="portal-metrics-", dir=_SHARED if Path(_SHARED).is_dir() else None
    )


def when_ready(server: Any) -> None:
    from django.urls import get_resolver

    # Views and services are imported with the addresses, else at the first request of each worker.
    _ = get_resolver().url_patterns
    # What is there now stays: collecting must not touch, and so copy, its pages in each worker.
    gc.collect()
    gc.freeze()


def child_exit(server: Any, worker: Any) -> None:
    from prometheus_client.multiprocess import mark_process_dead

    mark_process_dead(worker.pid)


def on_exit(server: Any) -> None:
    shutil.rmtree(os.environ["PROMETHEUS_MULTIPROC_DIR"], ignore_errors=True)
