"""Reminders: each once, none in the night, none when it is over, as many as the policy says."""

from datetime import UTC, datetime, timedelta

import pytest

from organizations.models import Attention, Stage
from organizations.services import customers
from portal import clock
from portal.local.demo.options import free_ports
from tests.organizations.walking import CONFIGURE, OPEN
from tests.tickets.acme import DAY, HOUR, Acme
from tickets.models import Message, Policy, Preset
from tickets.services import automation, lifecycle, presets
from tickets.services.presets.presets import save_preset
from tickets.services.presets.quiet_hours import after_quiet
from tickets.states import State
from tickets.tasks import connections as connection_tasks
from tickets.tasks import tickets as ticket_tasks


@pytest.fixture
def acme(tenant, sandbox, staff, mails):
    made = Acme(tenant, sandbox, staff)
    ticket_tasks.sweep()
    return made


def test_an_unopened_link_is_mailed_again_after_two_days(acme, mails):
    acme.pass_time(2 * DAY - HOUR)
    assert acme.mailed() == ["invitation"]

    acme.pass_time(2 * HOUR)
    acme.pass_time(2 * DAY)

    assert acme.mailed() == ["invitation", "unopened"]
    mail = mails.messages()[-1]
    assert acme.first.link.url in mail["Text"]
    assert f"{acme.first.link.url}stop/" in mail["HTML"]


def test_a_setup_left_half_way_is_reminded_of_when_the_session_is_over(acme):
    acme.open_()
    acme.pass_time(4 * HOUR)
    assert acme.mailed() == ["invitation"]

    acme.pass_time(1 * HOUR + 60)

    assert acme.mailed() == ["invitation", "half_way"]


def test_a_setup_done_in_the_session_is_not_called_half_way_however_late_that_is_noticed(acme):
    acme.walk(acme.open_(), OPEN, *CONFIGURE)

    acme.pass_time(6 * HOUR)

    assert acme.reload().stage == Stage.DOMAIN_PENDING
    assert "half_way" not in acme.mailed()


def test_a_setup_is_called_half_way_only_once_auth0_answers(acme, sandbox):
    acme.open_()
    sandbox.fault(status=503, times=100)

    acme.pass_time(6 * HOUR)
    assert acme.mailed() == ["invitation"]

    sandbox.clear_faults()
    acme.pass_time(HOUR)
    assert acme.mailed() == ["invitation", "half_way"]


def test_a_second_session_left_half_way_is_reminded_of_again(acme):
    acme.open_()
    acme.pass_time(6 * HOUR)
    acme.open_()

    acme.pass_time(6 * HOUR)

    assert acme.mailed() == ["invitation", "half_way", "half_way"]


def test_the_end_of_a_link_is_told_before_and_after(acme):
    acme.pass_time(12 * DAY + HOUR)
    assert acme.mailed() == ["invitation", "link_ending"]

    acme.pass_time(2 * DAY)

    assert acme.mailed() == ["invitation", "link_ending", "link_ended"]
    asked = Attention.objects.get(reason=Attention.Reason.STALLED)
    assert "expired before setup was finished" in asked.detail


def test_what_was_missed_for_a_week_is_not_made_up_for(acme):
    acme.pass_time(20 * DAY)

    assert acme.mailed() == ["invitation"]


def test_reminders_are_capped(acme, staff):
    presets.set_policy(acme.connection, by=staff, most_reminders=1)
    acme.pass_time(2 * DAY + HOUR)

    acme.pass_time(10 * DAY)

    assert acme.mailed() == ["invitation", "unopened"]


def test_reminders_can_be_switched_off_for_one_connection(acme, staff):
    presets.set_policy(acme.connection, by=staff, reminds=False)

    acme.pass_time(3 * DAY)

    assert acme.mailed() == ["invitation"]


def test_a_preset_changed_later_counts_at_once(acme, staff):
    acme.pass_time(DAY + HOUR)
    acme.preset.unopened_days = 1
    save_preset(acme.preset, by=staff)

    acme.work()

    assert acme.mailed() == ["invitation", "unopened"]


def test_revocation_stops_reminders(acme, staff):
    lifecycle.revoke(acme.first, by=staff, reason="Wrong person")

    acme.pass_time(3 * DAY)

    assert acme.mailed() == ["invitation"]


@pytest.mark.parametrize("field", ["bounced_at", "opted_out_at"])
def test_bounce_and_opting_out_stop_reminders(acme, field):
    setattr(acme.contact, field, clock.now())
    acme.contact.save()

    acme.pass_time(3 * DAY)

    assert acme.mailed() == ["invitation"]


def test_a_reminder_on_its_way_is_dropped_when_its_reader_opts_out(acme):
    acme.sandbox.advance(3 * DAY)
    automation.run_automation(acme.connection)
    acme.contact.opted_out_at = clock.now()
    acme.contact.save()

    ticket_tasks.sweep()

    assert Message.objects.get(kind="unopened").state == Message.State.DROPPED


def test_a_reminder_on_its_way_is_dropped_when_the_link_was_opened_meanwhile(acme):
    acme.sandbox.advance(3 * DAY)
    connection_tasks.automations_due()
    reminder = Message.objects.get(kind="unopened")
    Message.objects.filter(pk=reminder.pk).update(state=Message.State.QUEUED, sent_at=None)
    acme.open_()

    ticket_tasks.sweep()

    reminder.refresh_from_db()
    assert reminder.state == Message.State.DROPPED


def test_a_reminder_that_the_mail_server_did_not_take_waits_for_the_morning(acme, settings, staff):
    acme.sandbox.advance(3 * DAY)
    settings.EMAIL_PORT = free_ports(1)[0]
    hour = clock.now().hour
    connection_tasks.automations_due()
    rules = {"quiet_from": hour, "quiet_until": (hour + 3) % 24}
    presets.set_policy(acme.connection, by=staff, **rules)
    Message.objects.update(state=Message.State.QUEUED, due_at=clock.now(), claimed_until=None)

    automation.send_if_wanted(Message.objects.get(kind="unopened"))

    due_at = Message.objects.get(kind="unopened").due_at
    assert (due_at.hour, due_at.minute) == ((hour + 3) % 24, 0)


def test_a_link_mailed_to_an_address_of_the_past_is_not_reminded_of(acme, staff):
    customers.change_contact(acme.contact, by=staff, email="alice@acme.org")

    acme.pass_time(3 * DAY)

    assert acme.mailed() == ["invitation"]


def test_scheduled_shows_what_will_be_mailed_and_when(acme):
    steps = automation.planned_steps(acme.connection)

    link = acme.first.link
    assert [(step.label, step.at) for step in steps] == [
        ("Reminder: not opened yet", acme.first.issued_at + timedelta(days=2)),
        ("Reminder: link expires soon", link.expires_at - timedelta(days=2)),
        ("Link expired", link.expires_at),
        ("Staff are asked to step in", link.expires_at),
    ]
    assert acme.mailed() == ["invitation"]


def test_the_next_due_time_is_in_the_database(acme):
    acme.work()

    assert acme.connection.automation.due_at == acme.first.issued_at + timedelta(days=2)


def test_a_renewed_link_is_not_reminded_of_as_unopened(acme):
    acme.open_()
    acme.pass_time(5 * HOUR + 60)
    acme.open_()
    assert acme.newest.state == State.OPENED

    assert "unopened" not in {step.kind for step in automation.planned_steps(acme.reload())}


NIGHT: Policy = Preset(quiet_from=20, quiet_until=8)


@pytest.mark.parametrize(
    ("moment", "zone", "after"),
    [
        ("2026-11-22 19:59", "UTC", "2026-11-22 19:59"),
        ("2026-11-22 20:00", "UTC", "2026-11-23 08:00"),
        ("2026-11-23 03:30", "UTC", "2026-11-23 08:00"),
        ("2026-11-22 19:30", "Europe/Berlin", "2026-11-23 07:00"),
        ("2026-11-22 23:30", "Asia/Tokyo", "2026-11-22 23:30"),
        ("2026-11-22 22:00", "No/Where", "2026-11-23 08:00"),
        ("2026-11-22 22:00", "", "2026-11-23 08:00"),
        # The night in which Berlin's clocks go back is an hour longer.
        ("2026-10-24 19:00", "Europe/Berlin", "2026-10-25 07:00"),
    ],
)
def test_after_quiet_is_by_the_customers_clock(moment, zone, after):
    at = datetime.fromisoformat(moment).replace(tzinfo=UTC)

    assert after_quiet(at, NIGHT, zone) == datetime.fromisoformat(after).replace(tzinfo=UTC)


def test_quiet_hours_may_lie_within_a_day_or_nowhere():
    noon = datetime(2026, 11, 22, 12, tzinfo=UTC)

    assert after_quiet(noon, Preset(quiet_from=11, quiet_until=14), "UTC").hour == 14
    assert after_quiet(noon, Preset(quiet_from=12, quiet_until=12), "UTC") == noon
