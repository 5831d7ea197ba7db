"""A domain that comes to a connection in use: verified as soon as its record is right."""

import pytest

from organizations.models import Attention, Domain, Stage
from organizations.services import domains
from portal import clock
from tests.factories import make_connection
from tests.tickets.acme import DAY, HOUR, Acme
from tickets.models import FollowUp, Message
from tickets.services import automation
from tickets.states import State
from tickets.tasks import connections as connection_tasks


@pytest.fixture
def made(tenant, sandbox, staff, mails):
    """`made(**rules)`: Acme is live with acme.com, and staff added acme.org."""

    def make(**rules):
        acme = Acme(tenant, sandbox, staff, **rules)
        acme.configure()
        acme.publish("acme.com")
        acme.enable()
        acme.pass_time(DAY)
        domains.add_domain(acme.reload(), "acme.org", by=staff)
        return acme

    return make


def later(acme):
    return acme.connection.domains.get(name="acme.org")


def find_record(acme):
    acme.publish("acme.org")
    connection_tasks.check_domain(later(acme).pk)


def test_nobody_is_reminded_of_a_domain_without_its_record(made):
    acme = made()
    connection_tasks.check_domain(later(acme).pk)

    for _ in range(4):
        acme.pass_time(DAY)

    assert acme.mailed() == ["invitation", "live"]


def test_a_right_record_brings_an_edit_ticket_for_that_domain_alone(made):
    acme = made()
    find_record(acme)
    acme.work()

    assert acme.mailed() == ["invitation", "live", "follow_up"]
    assert acme.newest.body["domain_aliases_config"]["pending_domains"] == ["acme.org"]
    assert acme.newest.body["enabled_features"]["sso"] is False
    text = Message.objects.get(kind="follow_up").text
    assert "verify one more email domain" in text
    assert "Enable" not in text


def test_the_ticket_is_completed_once_the_domain_is_verified(made):
    acme = made()
    find_record(acme)
    acme.work()
    acme.walk(acme.open_(), {"do": "open"}, {"do": "verify"})

    connection_tasks.reconcile(acme.connection.pk)

    assert later(acme).state == Domain.State.VERIFIED
    assert acme.newest.state == State.COMPLETED
    assert acme.mailed() == ["invitation", "live", "follow_up"]
    assert not Attention.objects.filter(resolved_at=None).exists()


def test_the_portal_verifies_it_where_staff_chose_so(made):
    acme = made(follow_up=FollowUp.ENABLE)
    find_record(acme)
    acme.work()

    assert later(acme).state == Domain.State.VERIFIED
    aliases = acme.auth0.connections.get(acme.auth0_id).domain_aliases
    assert set(aliases) == {"acme.com", "acme.org"}
    assert acme.mailed() == ["invitation", "live"]


def test_staff_are_asked_where_they_kept_it(made):
    acme = made(follow_up=FollowUp.NOTHING)
    find_record(acme)
    acme.work()

    assert "can be verified now" in Attention.objects.get(resolved_at=None).detail


def test_staff_are_asked_where_there_never_was_a_recipient(tenant, sandbox, staff):
    acme = Acme(tenant, sandbox, staff)
    connection = make_connection(acme.customer, tenant, name="made-elsewhere", stage=Stage.LIVE)
    Domain.objects.create(
        customer=acme.customer,
        connection=connection,
        name="acme.net",
        state=Domain.State.PENDING,
        auth0_id="ord_1",
        lookup=Domain.Lookup.RIGHT,
        created_at=clock.now(),
    )

    automation.run_automation(connection)

    asked = Attention.objects.get(connection=connection)
    assert "acme.net is correct" in asked.detail


def test_a_missing_record_is_told_to_staff_who_keep_following_up(tenant, sandbox, staff, mails):
    acme = Acme(tenant, sandbox, staff, follow_up=FollowUp.NOTHING)
    acme.configure()
    acme.check_dns()
    acme.pass_time(47 * HOUR)
    assert not Attention.objects.exists()

    acme.pass_time(3 * HOUR)

    assert "doesn't exist in DNS" in Attention.objects.get(reason="stalled").detail
    assert "record" not in acme.mailed()
