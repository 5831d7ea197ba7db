"""What is kept for reports as a setup goes on."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.db.models import Model

from organizations.models import Connection, Stage
from organizations.services.audit import chain, forgetting
from organizations.services.lifecycle.stages import advance, set_stage
from portal import clock
from portal.actor import Actor
from tests import factories
from tests.factories import SYSTEM
from tests.inbox_process import Inbox
from tickets.models import Message, Milestones, Opening, Preset, Ticket
from tickets.services import lifecycle, presets
from tickets.services.mail.send import claim, send_message
from tickets.services.reports.milestones import count_mails

INVITED = datetime(2026, 3, 30, 9, tzinfo=UTC)
Travel = Callable[[float], None]


@pytest.fixture
def after(settings: Any) -> Iterator[Travel]:
    """`after(hours)` moves on to so many hours after the invitation."""
    settings.CLOCK_FILE = ""
    with time_machine.travel(INVITED, tick=False) as traveller:
        yield lambda hours: traveller.move_to(INVITED + timedelta(hours=hours))


@pytest.fixture
def invited(after: Travel, issued: Ticket) -> Ticket:
    return issued


def hours(row: Milestones) -> list[int | None]:
    return [row.opened_hours, row.configured_hours, row.live_hours, row.in_use_hours]


def opened(ticket: Ticket) -> None:
    lifecycle.record_opening(ticket, at=clock.now(), by=SYSTEM, source=Opening.Source.LANDING)


def send(connection: Connection, kind: str, key: str) -> Message:
    now = clock.now()
    message = Message.objects.create(
        connection=connection,
        kind=kind,
        key=key,
        to_email="alice@acme.com",
        subject="Hello",
        text="Hello",
        created_at=now,
        due_at=now,
    )
    assert claim(message)
    send_message(message)
    return message


def test_setup_begins_with_its_invitation(connection: Connection, queued: Ticket, preset: Preset):
    assert not Milestones.objects.exists()

    lifecycle.issue(queued)

    row = Milestones.objects.get()
    assert (row.connection, row.preset, row.stage) == (connection, preset, Stage.INVITED)
    assert row.invited_at == queued.issued_at
    assert row.month == queued.issued_at.date().replace(day=1)
    assert hours(row) == [None, None, None, None]


def test_each_milestone_keeps_its_first_time(invited: Ticket, after: Travel):
    connection = invited.connection
    after(5)
    opened(invited)
    after(6)
    opened(invited)
    after(30)
    advance(connection, Stage.DOMAIN_PENDING, by=SYSTEM)
    after(48)
    advance(connection, Stage.LIVE, by=SYSTEM)
    after(50)
    set_stage(connection, Stage.DISABLED, was=Stage.LIVE, by=SYSTEM)
    after(60)
    set_stage(connection, Stage.LIVE, was=Stage.DISABLED, by=SYSTEM)

    row = Milestones.objects.get()
    assert hours(row) == [5, 30, 48, None]
    assert (row.stage, row.stage_since) == (Stage.LIVE, clock.now())


def test_later_milestone_implies_those_before_it(invited: Ticket, after: Travel):
    after(7)
    advance(invited.connection, Stage.LIVE, by=SYSTEM)

    assert hours(Milestones.objects.get()) == [7, 7, 7, None]


def test_what_auth0_told_counts_and_not_when_it_was_noticed(invited: Ticket, after: Travel):
    told = {"assistant_created_at": 2, "first_sign_in_at": 5}
    moments = {name: INVITED + timedelta(hours=number) for name, number in told.items()}
    Connection.objects.update(strategy="okta", **moments)
    after(9)
    advance(invited.connection, Stage.IN_USE, by=SYSTEM)

    row = Milestones.objects.get()
    assert hours(row) == [9, 2, 9, 5]
    assert row.strategy == "okta"


def test_connection_that_no_one_was_invited_to_has_no_row(connection: Connection):
    advance(connection, Stage.LIVE, by=SYSTEM)

    assert not Milestones.objects.exists()


def test_setup_that_an_older_version_began_is_taken_up(invited: Ticket, after: Travel):
    Milestones.objects.all().delete()
    after(3)
    opened(invited)

    row = Milestones.objects.get()
    assert (row.invited_at, row.preset) == (INVITED, invited.preset)
    assert hours(row) == [3, None, None, None]


def test_acts_of_staff_count_once_a_click_up_to_the_first_sign_in(
    invited: Ticket, after: Travel, staff: Actor
):
    connection = invited.connection
    assert Milestones.objects.get().acts == 0

    after(1)
    presets.set_policy(connection, by=staff, most_reminders=1)
    presets.set_policy(connection, by=staff, most_reminders=2)
    after(2)
    presets.set_policy(connection, by=staff, most_reminders=3)
    presets.set_policy(connection, by=SYSTEM, most_reminders=4)
    assert Milestones.objects.get().acts == 2

    after(3)
    advance(connection, Stage.IN_USE, by=SYSTEM)
    after(4)
    presets.set_policy(connection, by=staff, most_reminders=5)

    assert Milestones.objects.get().acts == 2


def test_emails_count_once_they_went_out(invited: Ticket, after: Travel, mails: Inbox):
    connection = invited.connection
    invitation = Message.objects.get()
    assert Milestones.objects.get().mails == 0

    assert claim(invitation)
    send_message(invitation)
    send(connection, Message.Kind.UNOPENED, "one")
    send(connection, Message.Kind.FOLLOW_UP, "two")
    send(connection, Message.Kind.CODE, "three")
    # Told twice, counted once.
    count_mails(connection)

    row = Milestones.objects.get()
    assert (row.mails, row.reminders, row.follow_ups) == (3, 1, 1)

    advance(connection, Stage.IN_USE, by=SYSTEM)
    send(connection, Message.Kind.CERTIFICATE, "four")

    assert Milestones.objects.get().mails == 3


def columns(row: Model) -> dict[str, Any]:
    return {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.name != "id"
    }


def test_setups_before_reports_are_known_from_their_rows(
    invited: Ticket, after: Travel, staff: Actor, mails: Inbox
):
    """The migration writes what would have been written as it happened."""
    connection = invited.connection
    after(1)
    send(connection, Message.Kind.UNOPENED, "one")
    presets.set_policy(connection, by=staff, most_reminders=1)
    presets.set_policy(connection, by=staff, most_reminders=2)
    after(5)
    opened(invited)
    after(30)
    advance(connection, Stage.CONFIGURED, by=SYSTEM)
    after(48)
    advance(connection, Stage.LIVE, by=SYSTEM)
    kept = columns(Milestones.objects.get())
    factories.make_connection(connection.customer, connection.tenant, stage=Stage.LIVE)
    migration = import_module("tickets.migrations.0009_known_milestones")

    migration.fill(apps, None)
    assert columns(Milestones.objects.get()) == kept
    Milestones.objects.all().delete()
    migration.fill(apps, None)

    assert columns(Milestones.objects.get()) == kept


def test_figures_stay_when_the_audit_trail_is_pruned(invited: Ticket, after: Travel):
    after(48)
    advance(invited.connection, Stage.LIVE, by=SYSTEM)
    kept = columns(Milestones.objects.get())

    chain.seal_events()
    assert forgetting.prune(before=clock.now() + timedelta(days=1), by=SYSTEM)

    assert columns(Milestones.objects.get()) == kept
