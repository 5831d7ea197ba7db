"""What beat and workers import, which is what they take of memory."""

import subprocess
import sys

import pytest
from django.urls import get_resolver
from django.urls.resolvers import URLResolver

from portal import beat, celery
from tests.settings_source import BASE_DIR

_NOT_FOR_BEAT = ("django.db.models", "organizations.models", "tickets.models", "psycopg")
_NOT_FOR_WORKERS = ("ninja", "pydantic", "tickets.api", "organizations.api")


def imported(code: str) -> set[str]:
    """The names of all modules that a new process has after some code."""
    code += "\nimport sys; print(*sys.modules)"
    command = [sys.executable, "-c", code]
    ran = subprocess.run(command, check=True, capture_output=True, text=True, cwd=BASE_DIR)
    return set(ran.stdout.split())


def names(urlconf: str) -> set[str]:
    """The names of all addresses, with their namespaces."""
    found = set()

    def add(resolver: URLResolver, space: str) -> None:
        for one in resolver.url_patterns:
            if isinstance(one, URLResolver):
                add(one, f"{space}{one.namespace}:" if one.namespace else space)
            elif one.name:
                found.add(f"{space}{one.name}")

    add(get_resolver(urlconf), "")
    return found


@pytest.mark.processes
def test_beat_does_without_models_and_database() -> None:
    modules = imported("from portal.beat import app; app.loader.init_worker()")

    assert "celery.beat" in modules
    assert modules.isdisjoint(_NOT_FOR_BEAT)


def test_beat_sends_what_workers_know() -> None:
    celery.app.loader.import_default_modules()

    scheduled = {entry["task"] for entry in beat.app.conf.beat_schedule.values()}
    assert "tickets.sweep" in scheduled
    assert scheduled <= set(celery.app.tasks)
    assert beat.app.conf.broker_url == celery.app.conf.broker_url


@pytest.mark.processes
def test_workers_do_without_the_api_and_know_every_page() -> None:
    modules = imported(
        "from celery.signals import worker_init\n"
        "from portal.celery import app\n"
        "worker_init.send(sender=app.WorkController(app))\n"
        "from django.urls import reverse; assert reverse('home') == '/'"
    )

    assert {"tickets.views", "tickets.tasks"} <= modules
    assert modules.isdisjoint(_NOT_FOR_WORKERS)


def test_pages_have_the_same_names_for_workers_as_for_the_web() -> None:
    everything, pages = names("portal.urls"), names("portal.page_urls")

    api = everything - pages
    assert pages <= everything
    assert {"customer", "admin:index"} <= pages
    assert {name for name in api if not name.startswith("api:")} == {"sso_connection"}
