"""A day that will come: the database is gone, and the backup of the night before is there."""

import base64
import io
import secrets
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.core.management.color import no_style
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from organizations.models import Counter, Customer, Event, Session, Tenant, User
from organizations.services import audit
from organizations.services.audit import chain
from organizations.services.backup.tables import tables
from organizations.verbs import Verb
from portal import clock
from tests.factories import (
    SYSTEM,
    make_connection,
    make_contact,
    make_customer,
    make_draft,
    make_preset,
    make_tenant,
)
from tests.sandbox_process import Sandbox
from tickets.models import Link, Ticket
from tickets.services import requests


def new_key() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


@pytest.fixture(autouse=True)
def key(settings: Any) -> None:
    settings.BACKUP_KEY = new_key()


@pytest.fixture
def link(transactional_db: None, sandbox: Sandbox, operator: User) -> Link:
    """A customer with a ticket for three people, and a sealed audit trail; the first one's link."""
    tenant = make_tenant(sandbox, client_secret="s3cret of the tenant")
    connection = make_connection(make_customer("Müller", domain="acme.com"), tenant)
    draft = make_draft(connection, preset=make_preset(tenant, profile_id="ssp_1"))
    # Two more share it: their links refer to the first one.
    draft.others = tuple(
        requests.Person(make_contact(draft.customer), role) for role in Link.Role.values
    )
    ticket = requests.request_ticket(draft, by=SYSTEM)
    chain.seal_events()
    Counter.objects.update_or_create(
        name="public events", defaults={"last": 7, "counted_at": clock.now()}
    )
    return ticket.link


def run(command: str, *arguments: str | Path) -> str:
    said = io.StringIO()
    call_command(command, *map(str, arguments), stdout=said)
    return said.getvalue()


def lose_everything() -> None:
    names = [model._meta.db_table for model in apps.get_models(include_auto_created=True)]
    connection.ops.execute_sql_flush(
        connection.ops.sql_flush(no_style(), names, reset_sequences=True)
    )


def everything() -> dict[str, list[Any]]:
    return {table.name: sorted(table.rows(), key=repr) for table in tables()}


def without_restore(found: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """Leave out what restoring itself writes: its event, and numbers that are skipped."""
    told = {"organizations_event", "organizations_counter"}
    return {name: rows for name, rows in found.items() if name not in told}


def test_links_open_and_the_trail_holds_afterwards(
    link: Link, operator: User, desk_as: Callable[[User], Client], tmp_path: Path
) -> None:
    before, events = everything(), Event.objects.count()
    assert Client().get(link.url).status_code == 200
    run("backup", tmp_path / "night.backup")
    lose_everything()

    said = run("restore", tmp_path / "night.backup")

    assert f"organizations_event: {events}" in said
    assert without_restore(everything()) == without_restore(before)
    assert Client().get(link.url).status_code == 200
    assert link.others.count() == 2
    assert {Client().get(one.url).status_code for one in link.others.all()} == {200}
    assert Tenant.objects.get().client_secret == "s3cret of the tenant"
    assert "Every event is as it was written." in run("audit", "verify")
    assert Event.objects.filter(verb=Verb.PORTAL_RESTORE).count() == 1
    assert desk_as(User.objects.get(pk=operator.pk)).get("/tenants/").status_code == 200


def test_the_trail_goes_on_behind_a_restored_one(link: Link, tmp_path: Path) -> None:
    run("backup", tmp_path / "night.backup")
    run("restore", "--replace", tmp_path / "night.backup")

    audit.record(Verb.TENANT_CHECK, by=SYSTEM, name="x", error="", missing=0)
    while chain.seal_events():
        pass

    assert chain.unsealed_count() == 0
    assert [one.broken for one in chain.verify() if one.broken] == []


def test_no_number_is_given_twice(link: Link, tmp_path: Path) -> None:
    run("backup", tmp_path / "night.backup")
    since = make_customer("Since")
    make_connection(since, Tenant.objects.get())
    number = Counter.objects.get(name="public events").last + 1

    run("restore", "--replace", tmp_path / "night.backup")

    assert not Customer.objects.filter(name="Since").exists()
    assert make_customer("New").pk > since.pk
    assert Counter.objects.get(name="public events").last > number


def test_nobody_is_signed_in_afterwards(
    link: Link, operator: User, desk_as: Callable[[User], Client], tmp_path: Path
) -> None:
    desk = desk_as(operator)
    assert Session.objects.exists()
    run("backup", tmp_path / "night.backup")

    run("restore", "--replace", tmp_path / "night.backup")

    assert not Session.objects.exists()
    assert desk.get("/tenants/").status_code == 302


def test_the_file_tells_nothing_without_its_key(link: Link, tmp_path: Path, settings: Any) -> None:
    file = tmp_path / "night.backup"
    run("backup", file)
    settings.BACKUP_KEY = new_key()

    with pytest.raises(CommandError, match="doesn't open this file"):
        run("restore", "--replace", file)

    assert b"organizations_tenant" not in file.read_bytes()
    assert file.stat().st_mode & 0o077 == 0
    assert Ticket.objects.count() == 1


def test_data_that_is_there_is_left_alone(link: Link, tmp_path: Path) -> None:
    run("backup", tmp_path / "night.backup")

    with pytest.raises(CommandError, match="There's already data"):
        run("restore", tmp_path / "night.backup")

    assert Ticket.objects.count() == 1


@pytest.mark.parametrize("damage", ["cut", "changed", "longer", "other"])
def test_a_damaged_file_changes_nothing(link: Link, tmp_path: Path, damage: str) -> None:
    file = tmp_path / "night.backup"
    run("backup", file)
    raw = file.read_bytes()
    file.write_bytes(
        {
            "cut": raw[:-20],
            "changed": raw[:300] + bytes([raw[300] ^ 1]) + raw[301:],
            "longer": raw[:70] + b"\0\xff\xff\xff" + raw[74:],
            "other": b"PGDMP" + raw,
        }[damage]
    )

    with pytest.raises(CommandError):
        run("restore", "--replace", file)

    assert Ticket.objects.count() == 1


def test_another_version_is_refused_by_name(link: Link, tmp_path: Path) -> None:
    run("backup", tmp_path / "night.backup")
    MigrationRecorder(connection).record_applied("tickets", "9999_of_tomorrow")
    try:
        with pytest.raises(CommandError, match=r"this database has tickets\.9999_of_tomorrow"):
            run("restore", "--replace", tmp_path / "night.backup")
    finally:
        MigrationRecorder(connection).record_unapplied("tickets", "9999_of_tomorrow")


@pytest.mark.parametrize("wrong", ["", "short", "an encryption key"])
def test_a_key_of_its_own_is_demanded(db: None, tmp_path: Path, settings: Any, wrong: str) -> None:
    settings.BACKUP_KEY = settings.ENCRYPTION_KEYS[0] if wrong == "an encryption key" else wrong

    with pytest.raises(CommandError, match="PORTAL_BACKUP_KEY"):
        run("backup", tmp_path / "night.backup")

    assert list(tmp_path.iterdir()) == []


def test_an_older_backup_is_not_overwritten(db: None, tmp_path: Path) -> None:
    (tmp_path / "night.backup").write_text("precious")

    with pytest.raises(CommandError, match="is there already"):
        run("backup", tmp_path / "night.backup")

    assert (tmp_path / "night.backup").read_text() == "precious"


def test_every_table_is_in_it(db: None) -> None:
    named = {table.name for table in tables()}

    left = set(connection.introspection.table_names()) - named
    assert left == {"django_migrations", "organizations_session"}


def test_times_keep_their_microseconds(link: Link, tmp_path: Path) -> None:
    at = clock.now().replace(microsecond=123_456) - timedelta(days=1)
    Customer.objects.update(created_at=at)
    run("backup", tmp_path / "night.backup")

    run("restore", "--replace", tmp_path / "night.backup")

    assert Customer.objects.get().created_at == at
