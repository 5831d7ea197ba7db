"""After live: edit tickets before the certificate or the provisioning token ends."""

from datetime import timedelta

import pytest

from organizations.models import Connection, Stage
from organizations.services.connections.expiries import note_expiries
from portal import clock
from portal.actor import Actor
from tests import factories
from tests.organizations.walking import CONFIGURE, OPEN
from tests.tickets.acme import DAY, Acme
from tickets.models import Automation, Link, Ticket
from tickets.services import automation, requests
from tickets.states import State
from tickets.tasks import connections as connection_tasks
from tickets.tasks import tickets as ticket_tasks


@pytest.fixture
def acme(tenant, sandbox, staff, mails):
    made = Acme(tenant, sandbox, staff)
    made.configure()
    made.publish("acme.com")
    assert made.first.url
    made.walk(made.first.url, {"do": "verify"}, {"do": "enable"})
    connection_tasks.reconcile(made.connection.pk)
    assert made.reload().stage == Stage.LIVE
    return made


def ends(acme, days, field="certificate_expires_at"):
    Connection.objects.filter(pk=acme.connection.pk).update(
        **{"certificate_expires_at": None, "scim_token_expires_at": None, field: _in(days)}
    )
    Automation.run_soon(acme.reload())
    acme.work()


def _in(days):
    return clock.now() + timedelta(days=days)


def test_the_contact_gets_an_edit_ticket_30_14_and_3_days_before(acme):
    ends(acme, 40)
    told = []
    for day in range(41):
        acme.pass_time(DAY)
        told.append((day + 1, acme.mailed().count("certificate")))

    first_day = {count: day for day, count in reversed(told)}
    assert first_day == {0: 1, 1: 10, 2: 26, 3: 37}


def test_the_ticket_is_for_sign_in_only_and_says_when_it_ends(acme, mails):
    ends(acme, 20)

    ticket = acme.newest
    assert ticket.reason == Ticket.Reason.CERTIFICATE
    assert ticket.body["enabled_features"] == {
        "sso": True,
        "domain_verification": False,
        "provisioning": False,
    }
    mail = mails.messages()[-1]
    assert "certificate" in mail["Subject"]
    assert ticket.link.url in mail["Text"]
    assert f"{acme.connection.certificate_expires_at:%Y}" in mail["Text"]


def test_the_ticket_is_completed_when_the_certificate_is_replaced(acme):
    ends(acme, 20)
    acme.open_()
    acme.work()
    assert acme.newest.state == State.OPENED

    ends(acme, 400)
    automation.run_automation(acme.reload())

    assert acme.newest.state == State.COMPLETED
    assert acme.newest.link.ended == Link.Ended.COMPLETED
    assert acme.mailed().count("certificate") == 1


def test_a_link_whose_ticket_ran_out_ends_too_when_the_certificate_is_replaced(acme):
    ends(acme, 20)
    acme.pass_time(5 * DAY + 60)
    acme.open_()
    assert acme.newest.reason == Ticket.Reason.RENEWAL

    ends(acme, 400)
    automation.run_automation(acme.reload())

    assert acme.newest.state == State.COMPLETED
    assert acme.newest.link.ended == Link.Ended.COMPLETED


def test_the_link_stays_while_the_certificate_is_the_same(acme):
    ends(acme, 20)
    acme.open_()

    acme.pass_time(60)
    automation.run_automation(acme.reload())

    assert acme.newest.state == State.OPENED
    assert not acme.newest.link.ended


def test_the_provisioning_token_has_a_ticket_with_provisioning_only(acme):
    ends(acme, 10, "scim_token_expires_at")

    ticket = acme.newest
    assert ticket.reason == Ticket.Reason.PROVISIONING
    assert ticket.body["enabled_features"] == {
        "sso": False,
        "domain_verification": False,
        "provisioning": True,
    }
    assert "put:users" in ticket.body["provisioning_config"]["scopes"]
    assert acme.mailed()[-1] == "provisioning"


def test_a_ticket_that_staff_issued_is_not_taken_away(acme, staff):
    wanted = factories.make_draft(
        acme.connection,
        preset=acme.preset,
        kind=Ticket.Kind.EDIT,
        reason=Ticket.Reason.MANUAL,
        body={"connection_id": acme.auth0_id, "enabled_features": {"sso": True}},
    )
    mine = requests.request_ticket(wanted, by=staff)
    ticket_tasks.sweep()

    ends(acme, 20)

    assert acme.newest == mine


def test_nobody_is_written_to_who_opted_out_and_staff_see_it(acme):
    acme.contact.opted_out_at = clock.now()
    acme.contact.save()

    ends(acme, 20)

    assert "certificate" not in acme.mailed()
    assert (
        "None of the customer's contacts can receive email"
        in acme.connection.attentions.get(reason="stalled").detail
    )


def test_another_contact_takes_over_from_one_who_is_gone(acme):
    acme.contact.bounced_at = clock.now()
    acme.contact.save()
    factories.make_contact(acme.customer, name="Bob", email="bob@acme.com")

    ends(acme, 20)

    assert acme.newest.link.recipient_email == "bob@acme.com"


def test_a_client_secret_that_ends_is_announced_until_the_assistant_was_finished(acme, mails):
    connection_tasks.poll_logs(acme.tenant.pk)  # the first time, the log is read from then on
    ends(acme, 20, "client_secret_expires_at")
    assert acme.newest.reason == Ticket.Reason.SECRET
    assert acme.mailed()[-1] == "secret"
    assert "client secret" in mails.messages()[-1]["Text"]
    note_expiries(acme.connection, by=Actor.system("Reconciler"))

    acme.walk(acme.open_(), OPEN, CONFIGURE[1], {"do": "finish"})
    acme.pass_time(60)
    connection_tasks.poll_logs(acme.tenant.pk)
    acme.work()

    assert acme.newest.state == State.COMPLETED
    assert acme.reload().client_secret_expires_at is None
    acme.pass_time(19 * DAY)
    assert acme.mailed().count("secret") == 1
