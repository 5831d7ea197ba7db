"""Reminders that staff paused for one customer: none goes out, and all come back."""

import pytest

from organizations.models import Event
from tests.tickets.acme import DAY, HOUR, Acme
from tickets.models import Message
from tickets.services import automation
from tickets.services.presets.policies import pause_reminders, resume_reminders
from tickets.tasks import tickets as ticket_tasks


@pytest.fixture
def acme(tenant, sandbox, staff, mails):
    made = Acme(tenant, sandbox, staff)
    ticket_tasks.sweep()
    return made


def test_nothing_is_sent_unasked_while_they_are_paused(acme, staff):
    pause_reminders(acme.customer, by=staff)

    acme.pass_time(3 * DAY)

    assert acme.mailed() == ["invitation"]
    planned = automation.planned_steps(acme.reload())
    assert not {step.kind for step in planned} & Message.PAUSABLE


def test_what_is_due_goes_out_once_they_are_resumed(acme, staff):
    pause_reminders(acme.customer, by=staff)
    acme.pass_time(3 * DAY)

    resume_reminders(acme.customer, by=staff)
    acme.pass_time(60)

    assert acme.mailed() == ["invitation", "unopened"]


def test_one_that_was_queued_already_is_not_sent(acme, staff, mails):
    acme.sandbox.advance(2 * DAY + HOUR)
    automation.run_automation(acme.connection)
    pause_reminders(acme.customer, by=staff)
    ticket_tasks.sweep()

    assert Message.objects.get(kind="unopened").state == Message.State.DROPPED
    assert len(mails.messages()) == 1


def test_the_link_to_finish_with_still_comes(acme, staff):
    acme.configure()
    pause_reminders(acme.customer, by=staff)
    acme.publish("acme.com")
    acme.pass_time(6 * HOUR)
    acme.check_dns()
    acme.work()

    assert acme.mailed() == ["invitation", "follow_up"]


def test_both_are_told_by_the_audit_trail_once(acme, staff):
    for act in (pause_reminders, pause_reminders, resume_reminders, resume_reminders):
        act(acme.customer, by=staff)

    told = Event.objects.filter(verb__startswith="customer:").order_by("pk")
    assert [one.verb for one in told][-2:] == [
        "customer:pause_reminders",
        "customer:resume_reminders",
    ]
    assert told.filter(verb="customer:pause_reminders").count() == 1
