"""From domain pending to live by itself: what the portal does, once, and when it stops."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from organizations.models import Attention, Domain, Event, Stage
from tests.tickets.acme import DAY, HOUR, Acme
from tickets.models import FollowUp, Message
from tickets.services import automation, lifecycle, presets, requests
from tickets.states import State
from tickets.tasks import connections as connection_tasks


@pytest.fixture
def acme(tenant, sandbox, staff, mails):
    made = Acme(tenant, sandbox, staff)
    made.configure()
    return made


@pytest.fixture
def enabling(tenant, sandbox, staff, mails):
    made = Acme(tenant, sandbox, staff, follow_up=FollowUp.ENABLE)
    made.configure()
    return made


def stalled():
    return list(Attention.objects.filter(reason=Attention.Reason.STALLED, resolved_at=None))


def test_a_right_record_leads_to_one_edit_ticket_once_the_session_is_over(acme, mails):
    acme.publish("acme.com")
    acme.check_dns()
    acme.work()
    assert acme.mailed() == ["invitation"]

    acme.pass_time(5 * HOUR + 60)

    assert acme.mailed() == ["invitation", "follow_up"]
    assert acme.newest.state == State.ISSUED
    assert acme.newest.body["domain_aliases_config"] == {
        "domain_verification": "required",
        "pending_domains": ["acme.com"],
    }
    assert acme.newest.link.recipient_email == acme.first.link.recipient_email
    assert mails.messages()[-1]["Subject"].endswith("finish setting up single sign-on for Acme")


def test_the_edit_ticket_finishes_the_setup(acme):
    acme.pass_time(5 * HOUR + 60)
    acme.publish("acme.com")
    acme.check_dns()
    acme.work()

    acme.enable()

    assert acme.reload().stage == Stage.LIVE
    assert acme.newest.state == State.COMPLETED
    assert acme.mailed() == ["invitation", "follow_up", "live"]
    assert {step.kind for step in automation.planned_steps(acme.connection)} == {"certificate"}


def test_a_domain_that_auth0_verified_is_followed_up(acme):
    acme.publish("acme.com")
    acme.walk(acme.first.url, {"do": "verify"})
    connection_tasks.reconcile(acme.connection.pk)

    acme.pass_time(5 * HOUR + 60)

    assert acme.reload().stage == Stage.DOMAIN_VERIFIED
    assert acme.mailed() == ["invitation", "follow_up"]
    assert "your email domain is verified" in Message.objects.get(kind="follow_up").text


def test_the_next_follow_up_waits_a_day_after_the_last(acme):
    acme.publish("acme.com")
    acme.check_dns()
    acme.pass_time(5 * HOUR + 60)
    acme.open_()

    acme.pass_time(6 * HOUR)
    assert acme.mailed().count("follow_up") == 1
    acme.pass_time(DAY)

    assert acme.mailed().count("follow_up") == 2


def test_staff_are_asked_after_the_last_follow_up_and_their_own_begins_anew(acme, staff):
    presets.set_policy(acme.connection, by=staff, most_follow_ups=1)
    acme.publish("acme.com")
    acme.check_dns()
    acme.pass_time(5 * HOUR + 60)
    acme.open_()
    acme.pass_time(2 * DAY)
    acme.pass_time(2 * DAY)

    [asked] = stalled()
    assert "After 1 follow-up, setup still isn't finished" in asked.detail
    assert "send the follow-up yourself" in asked.remedy
    assert acme.mailed().count("follow_up") == 1

    requests.request_ticket(requests.follow_up_draft(acme.reload()), by=staff)

    assert stalled() == []


def test_resolving_does_not_bring_the_same_question_back(acme, staff):
    presets.set_policy(acme.connection, by=staff, most_follow_ups=0)
    acme.publish("acme.com")
    acme.check_dns()
    acme.pass_time(6 * HOUR)
    assert len(stalled()) == 1
    Attention.objects.update(resolved_at=acme.connection.created_at)

    acme.pass_time(DAY)

    assert stalled() == []


def test_a_record_that_is_not_right_is_mailed_after_two_days(acme, mails):
    acme.sandbox.dns(acme.domain.txt_host, "something-else")
    acme.check_dns()
    acme.pass_time(47 * HOUR)
    assert acme.mailed() == ["invitation"]

    acme.pass_time(2 * HOUR)

    assert acme.mailed() == ["invitation", "record"]
    mail = mails.messages()[-1]
    for shown in (acme.domain.txt_host, acme.domain.txt_value, "something-else", "/dns/"):
        assert shown in mail["Text"]
        assert shown in mail["HTML"]


def test_who_mends_the_record_after_that_mail_need_not_wait_for_the_link(acme):
    acme.pass_time(49 * HOUR)
    assert acme.mailed() == ["invitation", "record"]

    acme.publish("acme.com")
    acme.check_dns()
    acme.work()

    assert acme.mailed() == ["invitation", "record", "follow_up"]


def test_records_are_mailed_as_often_as_the_policy_says(acme):
    for _ in range(12):
        acme.pass_time(DAY)

    assert acme.mailed().count("record") == 3
    assert "After 3 follow-ups" in stalled()[0].detail


def test_hours_and_number_are_the_policys(acme, staff):
    presets.set_policy(acme.connection, by=staff, record_hours=6, most_follow_ups=1)

    acme.pass_time(7 * HOUR)

    assert acme.mailed() == ["invitation", "record"]
    presets.drop_policy(acme.connection, by=staff)
    assert presets.policy_of(acme.connection).record_hours == 48


def test_the_portal_enables_the_connection_when_staff_chose_so(enabling):
    enabling.publish("acme.com")
    enabling.check_dns()
    enabling.work()
    assert enabling.reload().stage == Stage.DOMAIN_PENDING

    enabling.pass_time(5 * HOUR + 60)

    assert enabling.reload().stage == Stage.LIVE
    assert set(enabling.connection.clients) == set(enabling.clients)
    assert enabling.connection.organization_enabled
    assert enabling.domain.state == Domain.State.VERIFIED
    assert Event.objects.get(verb="domain:accept").data == {"domain": "acme.com"}
    enabling.work()
    assert enabling.mailed() == ["invitation", "live"]


def test_enabling_looks_at_the_record_once_more(enabling):
    enabling.publish("acme.com")
    enabling.check_dns()
    enabling.sandbox.dns(enabling.domain.txt_host)

    enabling.pass_time(6 * HOUR)

    assert enabling.reload().stage == Stage.DOMAIN_PENDING
    assert enabling.domain.state == Domain.State.PENDING


def test_enabling_tries_again_when_auth0_was_away(enabling):
    enabling.publish("acme.com")
    enabling.check_dns()
    enabling.sandbox.fault(method="PATCH", path="*/clients", status=503, times=9)
    enabling.pass_time(6 * HOUR)
    assert enabling.reload().stage != Stage.LIVE
    assert stalled() == []
    enabling.sandbox.clear_faults()

    enabling.pass_time(10 * 60)

    assert enabling.reload().stage == Stage.LIVE


def test_enabling_asks_staff_when_auth0_refuses(enabling):
    enabling.publish("acme.com")
    enabling.check_dns()
    enabling.sandbox.fault(method="PATCH", path="*/clients", status=403, times=9)

    enabling.pass_time(6 * HOUR)

    assert "enable the connection" in stalled()[0].detail


def test_policy_nothing_leaves_it_to_staff(tenant, sandbox, staff, mails):
    acme = Acme(tenant, sandbox, staff, follow_up=FollowUp.NOTHING)
    acme.configure()
    acme.publish("acme.com")
    acme.check_dns()

    acme.pass_time(6 * HOUR)

    assert "follow_up" not in acme.mailed()
    assert "can be verified now" in stalled()[0].detail


@pytest.mark.parametrize("field", ["bounced_at", "opted_out_at"])
def test_nobody_is_written_to_who_cannot_or_will_not_be(acme, field):
    setattr(acme.contact, field, acme.contact.created_at)
    acme.contact.save()
    acme.publish("acme.com")
    acme.check_dns()

    acme.pass_time(6 * HOUR)

    assert acme.mailed() == ["invitation"]
    assert "alice@acme.com" in stalled()[0].detail


def test_a_revoked_ticket_stops_everything(acme, staff):
    lifecycle.revoke(acme.newest, by=staff, reason="Wrong company")
    acme.publish("acme.com")
    acme.check_dns()

    acme.pass_time(3 * DAY)

    assert acme.mailed() == ["invitation"]
    assert automation.planned_steps(acme.reload()) == []


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_follow_up_once(tenant, sandbox, staff, mails):
    acme = Acme(tenant, sandbox, staff)
    acme.configure()
    acme.publish("acme.com")
    acme.check_dns()
    sandbox.advance(6 * HOUR)
    lifecycle.expire_due()

    def work(_):
        try:
            connection_tasks.run_automation(acme.connection.pk)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))

    assert acme.connection.tickets.count() == 2
    assert acme.mailed().count("follow_up") == 1


def test_an_archived_customer_is_left_alone(acme):
    acme.customer.archived_at = acme.customer.created_at
    acme.customer.save()

    acme.pass_time(3 * DAY)

    assert acme.mailed() == ["invitation"]
