"""Live, and nobody signs in: who set it up is asked to try, once, and only while it is true."""

from datetime import timedelta

import pytest

from organizations import auth0_clients
from organizations.models import Connection, Stage
from portal import clock
from tests.organizations.walking import CONFIGURE, ENABLE, OPEN
from tests.tickets.acme import DAY, HOUR, Acme
from tickets.models import Message
from tickets.services import automation, presets
from tickets.tasks import connections as connection_tasks
from tickets.tasks import tickets as ticket_tasks


@pytest.fixture
def acme(tenant, sandbox, staff, mails):
    """Acme went live by the customer's own hand."""
    made = Acme(tenant, sandbox, staff, unused_days=7)
    ticket_tasks.sweep()
    made.publish("acme.com")
    made.walk(made.open_(), OPEN, *CONFIGURE, {"do": "verify"}, ENABLE, {"do": "finish"})
    connection_tasks.reconcile(made.connection.pk)
    made.work()
    assert made.reload().stage == Stage.LIVE
    return made


def sign_in(acme: Acme, **body: object) -> None:
    acme.sandbox.post("/sign-ins", {"connection": acme.connection.name, **body})


def test_after_a_week_they_are_asked_to_try_once(acme, mails):
    acme.tenant.sign_in_url = "https://app.umbrella.example/login"
    acme.tenant.save()
    acme.pass_time(7 * DAY - HOUR)
    assert acme.mailed() == ["invitation", "live"]

    acme.pass_time(2 * HOUR)
    acme.pass_time(20 * DAY)

    assert acme.mailed() == ["invitation", "live", "unused"]
    mail = mails.messages()[-1]
    assert mail["Subject"] == "Umbrella Software: no one at Acme has signed in yet"
    assert "https://app.umbrella.example/login" in mail["Text"]
    assert f"{acme.first.link.url}problems/" in mail["Text"]
    assert f"{acme.first.link.url}stop/" in mail["HTML"]


def test_who_signed_in_is_not_asked_though_no_search_was_due(acme):
    acme.pass_time(6 * DAY)
    sign_in(acme)
    acme.pass_time(2 * DAY)

    assert acme.mailed() == ["invitation", "live"]
    assert acme.reload().stage == Stage.IN_USE


def test_a_sign_in_that_fails_is_none(acme):
    acme.pass_time(6 * DAY)
    sign_in(acme, outcome="certificate")
    acme.pass_time(2 * DAY)

    assert acme.mailed() == ["invitation", "live", "unused"]


@pytest.fixture
def no_logs(acme):
    """The tenant does not let the portal read its log."""
    scopes = sorted(acme.auth0.granted_scopes() - {"read:logs", "read:logs_users"})
    acme.sandbox.post("/scopes", {"scopes": scopes})
    auth0_clients._client.cache_clear()
    yield
    auth0_clients._client.cache_clear()


@pytest.mark.usefixtures("no_logs")
def test_nothing_is_said_while_the_log_cannot_be_read(acme):
    acme.pass_time(8 * DAY)
    assert acme.mailed() == ["invitation", "live"]
    assert acme.connection.automation.due_at > clock.now()


def test_a_mail_that_waited_is_dropped_once_somebody_signed_in(acme, mails):
    acme.sandbox.advance(8 * DAY)
    connection_tasks.automations_due()
    message = Message.objects.get(kind="unused")
    Message.objects.filter(pk=message.pk).update(state="queued", claimed_until=None)
    sign_in(acme)
    Connection.objects.update(stage=Stage.IN_USE, first_sign_in_at=clock.now())

    ticket_tasks.sweep()

    message.refresh_from_db()
    assert message.state == Message.State.DROPPED


@pytest.mark.parametrize("rules", [{"unused_days": 0}, {"reminds": False}])
def test_the_policy_may_leave_it_out(acme, staff, rules):
    presets.set_policy(acme.connection, by=staff, **rules)

    acme.pass_time(8 * DAY)

    assert acme.mailed() == ["invitation", "live"]


def test_who_stopped_the_reminders_is_not_asked(acme):
    acme.contact.opted_out_at = clock.now()
    acme.contact.save()

    acme.pass_time(8 * DAY)

    assert acme.mailed() == ["invitation", "live"]


def test_staff_see_it_coming(acme):
    [step] = [one for one in automation.planned_steps(acme.reload()) if one.kind == "unused"]

    assert step.label == "Reminder: no one has signed in yet"
    assert step.at == acme.connection.serving_since + timedelta(days=7)
