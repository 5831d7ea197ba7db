"""Following up where Auth0 shows no pending domain, or leaves the last step to staff."""

from typing import Any

import pytest

from organizations.models import Attention, Domain, Stage
from organizations.services import domains
from tests.organizations.walking import OPEN
from tests.tickets.acme import DAY, HOUR, Acme
from tickets.models import FollowUp
from tickets.services import automation
from tickets.tasks import connections as connection_tasks

HOST = "_ss-verification.acme.com"
VALUE = "b07aadc0d3f9179f120011273c6c12ad"
ALONE: dict[str, Any] = {"enabled_organizations": []}
NO_CLIENTS: dict[str, Any] = {"enabled_clients": []}
NOT_VERIFIED: dict[str, Any] = {"domain_aliases_config": {"domain_verification": "none"}}


@pytest.fixture
def made(tenant, sandbox, staff, mails):
    """`made(body, **rules)`: Acme, configured by its first ticket."""

    def make(body, **rules):
        acme = Acme(tenant, sandbox, staff, body=body, **rules)
        acme.configure()
        return acme

    return make


def asked():
    found = Attention.objects.filter(reason=Attention.Reason.STALLED, resolved_at=None)
    return [one.detail for one in found]


def enter(acme, staff):
    return domains.enter_record(acme.reload(), name="acme.com", host=HOST, value=VALUE, by=staff)


def test_a_domain_that_cannot_be_seen_is_waited_for(made):
    acme = made(ALONE)

    assert acme.reload().stage == Stage.DOMAIN_PENDING
    assert acme.domain.state == Domain.State.PENDING
    assert not acme.connection.shows_pending


def test_the_edit_ticket_goes_out_after_two_days_since_only_the_assistant_knows(made):
    acme = made(ALONE)
    acme.pass_time(52 * HOUR)
    assert acme.mailed() == ["invitation"]

    acme.pass_time(2 * HOUR)

    assert acme.mailed() == ["invitation", "follow_up"]
    assert acme.newest.body["domain_aliases_config"] == {
        "domain_verification": "required",
        "pending_domains": ["acme.com"],
    }


def test_that_stops_after_the_policys_number(made):
    acme = made(ALONE, most_follow_ups=2)
    for _ in range(12):
        acme.pass_time(4 * DAY)

    assert acme.mailed().count("follow_up") == 2
    assert asked() == ["After 2 follow-ups, setup still isn't finished."]


def test_a_record_that_staff_entered_brings_the_edit_ticket_as_soon_as_it_is_right(made, staff):
    acme = made(ALONE)
    enter(acme, staff)
    acme.sandbox.dns(HOST, VALUE)
    acme.check_dns()

    acme.pass_time(5 * HOUR + 60)

    assert acme.mailed() == ["invitation", "follow_up"]


def test_a_record_that_staff_entered_is_mailed_while_it_is_wrong(made, staff):
    acme = made(ALONE)
    enter(acme, staff)
    acme.check_dns()

    acme.pass_time(54 * HOUR)

    assert acme.mailed() == ["invitation", "record"]


def test_the_portal_enables_only_what_auth0_verified(made, staff):
    acme = made(ALONE, follow_up=FollowUp.ENABLE)
    enter(acme, staff)
    acme.sandbox.dns(HOST, VALUE)
    acme.check_dns()

    acme.pass_time(5 * HOUR + 60)

    assert acme.mailed() == ["invitation", "follow_up"]
    assert acme.domain.state == Domain.State.PENDING
    assert acme.reload().stage == Stage.DOMAIN_PENDING


def test_the_follow_up_finishes_it(made):
    acme = made(ALONE)
    acme.pass_time(54 * HOUR)
    row = acme.walk(acme.open_(), OPEN)["domains"][0]
    acme.sandbox.dns(row["verification_host"], row["verification_txt"])

    acme.enable()

    assert acme.reload().stage == Stage.LIVE
    assert acme.domain.state == Domain.State.VERIFIED
    assert acme.mailed() == ["invitation", "follow_up", "live"]


@pytest.mark.parametrize("body", [NO_CLIENTS | NOT_VERIFIED, NO_CLIENTS], ids=["none", "verified"])
def test_staff_are_asked_to_enable_what_only_they_can(made, body):
    acme = made(body)
    if body is NO_CLIENTS:
        acme.publish("acme.com")
        acme.walk(acme.first.url, {"do": "verify"})
        connection_tasks.reconcile(acme.connection.pk)

    for _ in range(4):
        acme.pass_time(DAY)

    assert acme.mailed() == ["invitation"]
    [detail] = asked()
    assert "only you can enable it" in detail


def test_who_left_half_way_without_domains_to_prove_is_reminded_not_followed_up(made):
    acme = made(NOT_VERIFIED)
    acme.auth0.discovery_domains.create(
        acme.organization.auth0_id, domain="acme.org", status="verified"
    )
    connection_tasks.reconcile(acme.connection.pk)

    acme.pass_time(6 * HOUR)

    assert acme.reload().stage == Stage.CONFIGURED
    assert acme.mailed() == ["invitation", "half_way"]
    assert asked() == []


def test_enabling_by_the_portal_lets_the_domain_lead_to_the_connection(made):
    acme = made({}, follow_up=FollowUp.ENABLE)
    acme.publish("acme.com")
    acme.check_dns()

    acme.pass_time(5 * HOUR + 60)

    assert acme.reload().stage == Stage.LIVE
    assert acme.auth0.connections.get(acme.auth0_id).domain_aliases == ("acme.com",)
    assert automation.planned_steps(acme.connection)[0].kind == "certificate"
