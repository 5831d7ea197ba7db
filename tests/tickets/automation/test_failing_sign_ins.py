"""After live: nobody gets in and the customer can mend it; and the first who gets in."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from organizations.models import Connection, SignInTrouble, Stage, Tenant
from organizations.services.sign_ins import look_for_sign_ins, take_pushed
from portal import clock
from portal.actor import Actor
from portal.auth0.sign_ins import SignIn
from tests.inbox_process import Inbox
from tests.organizations.walking import CONFIGURE, ENABLE, OPEN
from tests.sandbox_process import Sandbox
from tests.tickets.acme import DAY, HOUR, Acme
from tickets.models import Automation, Message, Ticket
from tickets.services import automation, presets
from tickets.states import State
from tickets.tasks import connections as connection_tasks
from tickets.tasks import tickets as ticket_tasks

BEFORE = ["invitation", "live"]


@pytest.fixture
def acme(tenant: Tenant, sandbox: Sandbox, staff: Actor, mails: Inbox) -> Acme:
    """Acme went live, and its people get in."""
    made = Acme(tenant, sandbox, staff)
    ticket_tasks.sweep()
    made.publish("acme.com")
    made.walk(made.open_(), OPEN, *CONFIGURE, {"do": "verify"}, ENABLE, {"do": "finish"})
    connection_tasks.reconcile(made.connection.pk)
    made.work()
    attempt(made)
    assert made.reload().stage == Stage.IN_USE
    return made


def attempt(acme: Acme, **body: object) -> None:
    """Somebody signs in, or fails to, an hour after whatever was before; the log is searched."""
    acme.sandbox.advance(HOUR)
    acme.sandbox.post("/sign-ins", {"connection": acme.connection.name, **body})
    search(acme)


def search(acme: Acme) -> None:
    now = clock.now()
    Connection.objects.filter(pk=acme.connection.pk).update(sign_ins_due_at=now)
    Tenant.objects.update(failures_due_at=now)
    look_for_sign_ins(Tenant.objects.get())
    acme.work()


def fail(acme: Acme, outcome: object = "certificate", **body: object) -> None:
    attempt(acme, outcome=outcome, **{"people": 4, "count": 4, **body})
    acme.pass_time(HOUR)


def test_they_are_told_once_with_the_remedy_and_an_edit_link(acme: Acme, mails: Inbox):
    fail(acme)
    for _ in range(5):
        fail(acme)

    assert acme.mailed() == [*BEFORE, "failing"]
    ticket = acme.newest
    assert (ticket.kind, ticket.reason) == (Ticket.Kind.EDIT, Ticket.Reason.FAILING)
    mail = mails.messages()[-1]
    assert mail["Subject"] == "Umbrella Software: no one at Acme can sign in"
    assert "BDEBFBFBA786C2D97F2125274793E32643358E81" in mail["Text"]
    assert "634AB4651FCA2F623563BE32EDA32DE565219118" in mail["Text"]
    assert ticket.link.url in mail["Text"]
    assert "Ask us for a link" not in mail["Text"]
    assert f"{ticket.link.url}stop/" in mail["HTML"]


def test_who_is_trying_it_out_is_left_alone_for_a_while(acme: Acme):
    attempt(acme, outcome="certificate", people=4, count=4)
    assert acme.mailed() == BEFORE

    attempt(acme)
    acme.pass_time(HOUR)

    assert acme.mailed() == BEFORE


def test_who_was_told_is_told_when_it_works_again(acme: Acme, mails: Inbox):
    fail(acme)
    attempt(acme)

    assert acme.mailed() == [*BEFORE, "failing", "mended"]
    assert "works again" in mails.messages()[-1]["Subject"]
    assert acme.newest.state == State.COMPLETED
    acme.pass_time(20 * DAY)
    assert acme.mailed() == [*BEFORE, "failing", "mended"]


def test_it_is_said_again_only_after_it_had_worked_in_between(acme: Acme):
    fail(acme)
    acme.pass_time(2 * DAY)
    fail(acme)
    assert acme.mailed().count("failing") == 1

    attempt(acme)
    fail(acme)
    acme.pass_time(DAY)

    assert acme.mailed() == [*BEFORE, "failing", "mended", "failing"]


def test_another_reason_is_another_mail_and_not_on_the_same_day(acme: Acme):
    fail(acme)
    fail(acme, "audience", people=20, count=20)
    assert acme.mailed().count("failing") == 1

    acme.pass_time(DAY)

    assert acme.mailed().count("failing") == 2


def test_the_policy_limits_how_many(acme: Acme, staff: Actor):
    presets.set_policy(acme.connection, by=staff, most_reminders=2)

    for _ in range(4):
        fail(acme)
        acme.pass_time(DAY)
        attempt(acme)

    assert acme.mailed().count("failing") == 2


@pytest.mark.parametrize("rules", [{"mails_failing": False}, {"reminds": False}])
def test_the_policy_may_leave_it_out(acme: Acme, staff: Actor, rules: dict[str, bool]):
    presets.set_policy(acme.connection, by=staff, **rules)

    fail(acme)

    assert acme.mailed() == BEFORE


def test_it_waits_for_the_end_of_the_quiet_hours(acme: Acme, staff: Actor):
    hour = clock.now().hour
    presets.set_policy(acme.connection, by=staff, quiet_from=hour, quiet_until=(hour + 12) % 24)
    fail(acme)
    assert acme.mailed() == BEFORE

    acme.pass_time(12 * HOUR)

    assert acme.mailed() == [*BEFORE, "failing"]


@pytest.mark.parametrize(
    "one",
    [
        pytest.param({"outcome": "not_assigned"}, id="one person's"),
        pytest.param({"outcome": "membership"}, id="ours"),
        pytest.param({"outcome": "not_enabled"}, id="ours, everyone's"),
        pytest.param({"outcome": "unknown"}, id="nobody knows"),
        pytest.param({"people": 1, "count": 2}, id="too few"),
        pytest.param(
            {"outcome": {"text": "<b>Hi</b> AADSTS50105 https://evil.example a@b.example"}},
            id="markup",
        ),
    ],
)
def test_nothing_is_mailed_about(acme: Acme, one: dict[str, Any]):
    fail(acme, **one)

    assert acme.mailed() == BEFORE


def test_nothing_is_mailed_when_somebody_gets_in_whom_no_search_saw(acme: Acme):
    fails_for_some = {"connection": acme.connection.name, "outcome": "certificate"}
    acme.sandbox.advance(HOUR)
    acme.sandbox.post("/sign-ins", {**fails_for_some, "people": 4, "count": 4})
    search(acme)
    acme.sandbox.advance(HOUR / 4)
    acme.sandbox.post("/sign-ins", {"connection": acme.connection.name})
    acme.pass_time(HOUR / 2)

    assert acme.mailed() == BEFORE
    assert SignInTrouble.objects.get().over_at


def test_what_was_only_pushed_counts_nothing(acme: Acme):
    def forged(count: int) -> list[SignIn]:
        return [
            SignIn(
                f"900{number:053}",
                clock.now(),
                False,
                acme.connection.auth0_id,
                acme.clients[0],
                "Audience is invalid. Configured: urn:auth0:evil:evil",
            )
            for number in range(count)
        ]

    take_pushed(acme.tenant, forged(900))
    # One that Auth0 answers opens no door for those that it doesn't.
    attempt(acme, outcome="audience")
    acme.pass_time(HOUR)
    take_pushed(acme.tenant, forged(1500)[900:])
    search(acme)
    acme.pass_time(HOUR)

    assert acme.mailed() == BEFORE
    assert not SignInTrouble.objects.exists()


def test_real_failures_are_found_behind_forged_ones(acme: Acme, mails: Inbox):
    evil = "Audience is invalid. Configured: urn:auth0:evil:evil"
    connection_id, client = acme.connection.auth0_id, acme.clients[0]
    for number in range(1200):
        one = SignIn(f"900{number:053}", clock.now(), False, connection_id, client, evil)
        if number % 400 == 0:
            batch = []
        batch.append(one)
        if number % 400 == 399:
            take_pushed(acme.tenant, batch)

    fail(acme, "audience")

    assert acme.mailed() == [*BEFORE, "failing"]
    assert "evil" not in mails.messages()[-1]["Text"]


def test_a_mail_that_waited_is_dropped_once_it_works(acme: Acme):
    fail(acme)
    message = Message.objects.get(kind="failing")
    Message.objects.filter(pk=message.pk).update(state="queued", claimed_until=None)
    SignInTrouble.objects.update(over_at=clock.now())

    ticket_tasks.sweep()

    message.refresh_from_db()
    assert message.state == Message.State.DROPPED


def test_who_was_not_told_of_it_is_not_told_that_it_is_over(acme: Acme, staff: Actor):
    presets.set_policy(acme.connection, by=staff, mails_failing=False)
    fail(acme)
    presets.set_policy(acme.connection, by=staff, mails_failing=True)

    attempt(acme)

    assert acme.mailed() == BEFORE


def test_a_link_that_staff_sent_for_something_else_stays(acme: Acme, staff: Actor):
    held = Ticket.objects.filter(connection=acme.connection).latest("pk")
    Ticket.objects.filter(pk=held.pk).update(
        state=State.ISSUED, expires_at=clock.now() + timedelta(days=5)
    )

    fail(acme)

    assert acme.mailed() == BEFORE


def test_staff_see_it_coming_and_can_read_it(acme: Acme, desk: Any):
    attempt(acme, outcome="certificate", people=4, count=4)

    [step] = [one for one in automation.planned_steps(acme.reload()) if one.kind == "failing"]
    assert step.label == "No one can sign in"
    page = desk.get(f"/connections/{acme.connection.pk}/scheduled/failing/").content.decode()
    assert "BDEBFBFBA786C2D97F2125274793E32643358E81" in page


def test_a_sweep_finds_what_the_search_noted(acme: Acme):
    Automation.objects.filter(connection=acme.connection).update(due_at=None)
    acme.sandbox.post(
        "/sign-ins",
        {"connection": acme.connection.name, "outcome": "audience", "people": 4, "count": 4},
    )
    Tenant.objects.update(failures_due_at=clock.now())
    look_for_sign_ins(Tenant.objects.get())

    assert automation.automations_due() == [acme.connection.pk]


@pytest.fixture
def waiting(tenant: Tenant, sandbox: Sandbox, staff: Actor, mails: Inbox) -> Callable[..., Acme]:
    """Acme is live by a policy, and nobody has signed in."""

    def make(**rules: Any) -> Acme:
        made = Acme(tenant, sandbox, staff, **rules)
        ticket_tasks.sweep()
        made.publish("acme.com")
        made.walk(made.open_(), OPEN, *CONFIGURE, {"do": "verify"}, ENABLE, {"do": "finish"})
        connection_tasks.reconcile(made.connection.pk)
        made.work()
        return made

    return make


def test_the_first_sign_in_is_mailed_where_the_policy_wants_it(
    waiting: Callable[..., Acme], mails: Inbox
):
    acme = waiting(mails_first_sign_in=True)

    attempt(acme)
    attempt(acme, person="sam")
    acme.pass_time(5 * DAY)

    assert acme.mailed() == [*BEFORE, "first_sign_in"]
    assert mails.messages()[-1]["Subject"] == "Umbrella Software: first single sign-on at Acme"


def test_the_first_sign_in_is_not_mailed_by_default(waiting: Callable[..., Acme]):
    acme = waiting()

    attempt(acme)
    acme.pass_time(DAY)

    assert acme.mailed() == BEFORE


def test_it_fails_from_the_first_day(waiting: Callable[..., Acme]):
    acme = waiting(mails_first_sign_in=True)

    fail(acme)
    attempt(acme)
    acme.pass_time(HOUR)

    assert acme.reload().stage == Stage.IN_USE
    assert acme.mailed() == [*BEFORE, "failing", "first_sign_in", "mended"]
