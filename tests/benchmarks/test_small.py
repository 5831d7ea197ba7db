"""The benchmarks' own code, tried with ten customers: what it measures is nobody's test."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from organizations.models import Connection, Customer, Event, Stage, User
from tests.benchmarks import calls, idle, open_setups, pages, seeding, sign_ins
from tests.benchmarks.addresses import ADDRESSES
from tests.benchmarks.measuring import measure
from tests.benchmarks.pages import bytes_of
from tests.benchmarks.show import table
from tests.benchmarks.sweeps import SWEEPS, rows_found
from tests.factories import make_tenant
from tests.sandbox_process import Sandbox

pytestmark = pytest.mark.django_db


def test_seeded_customers_have_all_that_hangs_on_them() -> None:
    seeding.seed(seeding.seed_cast(), 30)

    assert Customer.objects.count() == 30
    assert Connection.objects.filter(stage=Stage.LIVE, tickets__state="completed").exists()
    assert Event.objects.filter(verb="ticket:issue").exists()


def test_every_page_is_there_and_every_sweep_runs(
    sandbox: Sandbox, desk_as: Callable[[User], Client]
) -> None:
    cast = seeding.seed_cast(sandbox)
    seeding.seed(cast, 100)
    seeding.seed_job(cast)
    desk = desk_as(cast.staff[0])

    assert all(bytes_of(desk, address()) for address in ADDRESSES.values())
    assert all(rows_found(sweep) >= 0 for sweep in SWEEPS.values())
    assert measure(Connection.objects.count, times=2).queries == 1


def test_reconciles_of_a_few_setups_are_counted(sandbox: Sandbox) -> None:
    with calls.planted_sandbox(12) as planted:
        tenant = make_tenant(planted)
        open_setups.make_rows(tenant, 12)

        hour = calls.measure(tenant, planted, "free", 10, 0.5)

    assert len(hour.ages) == 10
    assert hour.calls["all"] >= hour.looks
    assert (hour.too_many, hour.put_off) == (0, 0)


def test_searches_for_a_few_live_connections_are_counted(sandbox: Sandbox) -> None:
    tenant = make_tenant(sandbox)
    sign_ins.make_live(tenant, "free", 50)

    limiter = sign_ins.measure(tenant, sandbox, "free", 0.5)

    # Failures every ten minutes; nobody was seen on five, which share a search.
    assert 3 <= limiter.calls["all"] <= 40
    assert (limiter.too_many, limiter.put_off) == (0, 0)
    assert sign_ins.push(tenant, 1_000) > 0


def test_a_million_tickets_are_so_many_thousands_of_customers() -> None:
    assert pages.sizes_with(1_000_000) == (10_000, 556_000)


def test_idle_runs_what_production_runs(tmp_path: Path) -> None:
    commands = idle.commands(8123, tmp_path)

    assert set(commands) == {"web", "worker", "worker 2", "beat"}
    assert {"gunicorn", "portal.wsgi", "127.0.0.1:8123"} <= set(commands["web"])
    assert {"celery", "worker", "--concurrency"} <= set(commands["worker"])
    assert {"portal.beat", f"{tmp_path}/beat-schedule"} <= set(commands["beat"])
    assert idle.memory_of(os.getpid()) > 1


def test_table_is_markdown() -> None:
    assert table(["page", "ms"], [["home", 12], ["a list", 3]]).splitlines() == [
        "| page   | ms |",
        "| ------ | -: |",
        "| home   | 12 |",
        "| a list |  3 |",
    ]
