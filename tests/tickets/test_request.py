import json

import pytest
from django.db import connections

from organizations.models import Domain, Event
from portal import clock
from tests import factories
from tickets.errors import InvalidRequest, WrongState
from tickets.models import Link, Ticket
from tickets.services import lifecycle, requests
from tickets.services.requests.draft import renewal
from tickets.states import State
from tickets.verbs import Verb


def fields_of(error):
    return [problem.field for problem in error.value.problems]


def test_request_queues_a_ticket_behind_a_link(connection, wanted, staff):
    wanted.link_days, wanted.confirmation = 3, "code"

    ticket = requests.request_ticket(wanted, by=staff)

    assert ticket.state == State.QUEUED
    assert ticket.created_by == staff.user
    assert (ticket.link.recipient_email, ticket.link.confirmation) == ("alice@acme.com", "code")
    assert (ticket.link.expires_at - ticket.link.created_at).days == 3


def test_request_stamps_our_ids_on_top_of_the_metadata(connection, wanted, staff):
    wanted.body["connection_config"]["metadata"] = {"plan": "gold", "portal_ticket": "forged"}

    ticket = requests.request_ticket(wanted, by=staff)

    assert ticket.body["connection_config"]["metadata"] == {
        "plan": "gold",
        "portal_ticket": str(ticket.pk),
        "portal_connection": str(connection.pk),
        "portal_customer": str(connection.customer_id),
    }
    assert wanted.body["connection_config"]["metadata"]["portal_ticket"] == "forged"


def test_request_is_issued_and_mailed_after_commit(connection, wanted, run_tasks, mails, staff):
    with run_tasks():
        ticket = requests.request_ticket(wanted, by=staff)

    ticket.refresh_from_db()
    assert ticket.state == State.ISSUED
    assert [mail["Subject"] for mail in mails.messages()] == [
        "Umbrella Software: set up single sign-on for Acme"
    ]


def test_request_enqueues_primary_keys_only(
    connection, wanted, run_tasks, mails, monkeypatch, staff
):
    sent = []
    monkeypatch.setattr(
        "celery.app.task.Task.apply_async",
        lambda task, args=None, kwargs=None, **options: sent.append((task.name, args, kwargs)),
    )

    with run_tasks():
        ticket = requests.request_ticket(wanted, by=staff)

    assert sent == [("tickets.issue", (ticket.pk,), {})]


def test_request_writes_down_what_live_will_mean(connection, wanted, staff):
    wanted.body |= {
        "enabled_clients": ["app1"],
        "enabled_organizations": [{"organization_id": connection.organization.auth0_id}],
        "domain_aliases_config": {"domain_verification": "required"},
    }
    connection.organization = None

    requests.request_ticket(wanted, by=staff)

    connection.refresh_from_db()
    assert connection.wanted_clients == ["app1"]
    assert connection.verification == "required"
    assert connection.organization.customer == connection.customer


def test_request_replaces_the_live_ticket_and_ends_its_link(
    connection, wanted, issued, run_tasks, staff
):
    wanted.body["ttl_sec"] = 3600
    with run_tasks():
        second = requests.request_ticket(wanted, by=staff)

    issued.refresh_from_db()
    issued.link.refresh_from_db()
    assert issued.state == State.REPLACED
    assert issued.replaced_by == second
    assert issued.link.ended == Link.Ended.REPLACED
    assert issued.revoke_accepted_at


def test_request_ends_the_link_of_a_ticket_that_ran_out(connection, wanted, issued, sandbox, staff):
    sandbox.advance(6 * 86400)
    lifecycle.expire_due()

    requests.request_ticket(wanted, by=staff)

    issued.link.refresh_from_db()
    assert issued.link.ended == Link.Ended.REPLACED


def test_request_names_the_fields_that_are_wrong(connection, wanted, staff):
    wanted.body = {
        "connection_config": {"name": "acme_sso"},
        "ttl_sec": 432_001,
    }

    with pytest.raises(InvalidRequest) as error:
        requests.request_ticket(wanted, by=staff)

    assert {"connection_config.name", "ttl_sec"} <= set(fields_of(error))
    assert not Ticket.objects.exists()
    assert not Link.objects.exists()


def test_request_leaves_room_for_our_metadata(connection, wanted, staff):
    wanted.body["connection_config"]["metadata"] = {f"key{n}": "x" for n in range(8)}

    with pytest.raises(InvalidRequest) as error:
        requests.request_ticket(wanted, by=staff)

    assert fields_of(error) == ["connection_config.metadata"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ("foreign contact", "contact"),
        ("foreign preset", "preset"),
        ("archived", "customer"),
        ("days", "link_days"),
        ("inactive tenant", "tenant"),
        ("edit before it exists", "connection_id"),
        ("create although it exists", "connection_config"),
        ("another name", "connection_config.name"),
    ],
)
def test_request_refuses_what_does_not_belong_together(connection, wanted, change, field, staff):
    if change == "foreign contact":
        wanted.contact = factories.make_contact(factories.make_customer("Globex"))
    elif change == "foreign preset":
        wanted.preset = factories.make_preset(factories.make_tenant())
    elif change == "archived":
        connection.customer.archived_at = clock.now()
    elif change == "days":
        wanted.link_days = 31
    elif change == "inactive tenant":
        connection.tenant.active = False
    elif change == "edit before it exists":
        wanted.kind, wanted.body = "edit", {"connection_id": "con_" + "a" * 16}
    elif change == "create although it exists":
        connection.auth0_id = "con_" + "a" * 16
    else:
        wanted.body["connection_config"]["name"] = "other"

    with pytest.raises(InvalidRequest) as error:
        requests.request_ticket(wanted, by=staff)

    assert fields_of(error) == [field]


def test_renewal_says_who_was_faster(connection, queued, staff):
    ran_out = factories.make_ticket(connection, state=State.EXPIRED)

    with pytest.raises(WrongState, match="colleague"):
        requests.request_ticket(renewal(ran_out), by=staff)

    assert list(connection.tickets.exclude(pk=ran_out.pk)) == [queued]


@pytest.mark.django_db(transaction=True)
def test_request_twice_at_once_leaves_one_live_ticket(connection, wanted, staff):
    from concurrent.futures import ThreadPoolExecutor

    def ask(_):
        try:
            return requests.request_ticket(wanted, by=staff)
        except WrongState:
            return None
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        made = [ticket for ticket in pool.map(ask, range(4)) if ticket]

    live = connection.tickets.exclude(state=State.REPLACED)
    assert live.count() == 1
    assert connection.links.filter(ended="").count() == 1
    assert made


def test_request_tells_the_audit_trail_no_secret(connection, wanted, staff):
    ticket = requests.request_ticket(wanted, by=staff)

    event = Event.objects.get(verb=Verb.TICKET_REQUEST)
    assert event.target == f"ticket:{ticket.pk}"
    assert event.data == {"kind": "create", "recipient": "alice@acme.com"}
    assert ticket.link.url not in json.dumps(event.data)


def test_request_counts_the_domains_that_the_organization_has_already(connection, wanted, staff):
    organization = connection.organization
    now = clock.now()
    Domain.objects.bulk_create(
        Domain(
            customer=connection.customer,
            connection=connection,
            name=f"d{number}.example",
            auth0_id=f"ord_{number}",
            created_at=now,
        )
        for number in range(99)
    )
    wanted.body |= {
        "enabled_organizations": [{"organization_id": organization.auth0_id}],
        "domain_aliases_config": {
            "domain_verification": "required",
            "pending_domains": ["d1.example", "new1.example", "new2.example"],
        },
    }

    with pytest.raises(InvalidRequest) as error:
        requests.request_ticket(wanted, by=staff)

    [problem] = error.value.problems
    assert problem.field == "domain_aliases_config.pending_domains"
    assert "101 domains; Auth0 allows 100. Remove 1" in problem.message
