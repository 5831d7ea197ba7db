"""A link outlives the Auth0 tickets behind it."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from organizations.models import Customer, Tenant
from portal import clock
from portal.actor import Actor
from tests import factories
from tickets.errors import LinkClosed
from tickets.models import Link, Message, Ticket
from tickets.services import lifecycle, links
from tickets.services.lifecycle.retire import ticket_id
from tickets.services.links.renew import renew
from tickets.states import State

ALICE = Actor.customer("alice@acme.com")


def open_again(link):
    return links.open_link(link, by=ALICE, user_agent="Firefox")


@pytest.fixture
def ran_out(issued, sandbox):
    """A ticket nobody opened for five days, behind a link that is still good."""
    sandbox.advance(5 * 86400 + 1)
    return issued


def test_open_renews_what_nobody_opened_in_time(ran_out):
    address = open_again(ran_out.link)

    ran_out.refresh_from_db()
    fresh = ran_out.link.tickets.latest("pk")
    assert ran_out.state == State.EXPIRED
    assert (fresh.kind, fresh.reason) == (Ticket.Kind.CREATE, Ticket.Reason.RENEWAL)
    assert address == fresh.url != ran_out.url
    assert fresh.created_by == ran_out.created_by


def test_open_renews_after_the_sweep_moved_it(ran_out):
    lifecycle.expire_due()

    assert open_again(ran_out.link)


def test_open_renews_a_session_that_is_over(issued, sandbox):
    open_again(issued.link)
    sandbox.walk(issued.url, {"do": "open"})
    sandbox.advance(5 * 3600 + 1)

    address = open_again(issued.link)

    assert address and ticket_id(address) != ticket_id(issued.url)


def test_renewal_is_an_edit_once_the_customer_created_the_connection(issued, sandbox):
    open_again(issued.link)
    sandbox.walk(
        issued.url,
        {"do": "open"},
        {"do": "choose", "strategy": "okta"},
        {"do": "configure"},
    )
    sandbox.advance(5 * 3600 + 1)

    open_again(issued.link)

    fresh = issued.link.tickets.latest("pk")
    assert fresh.kind == Ticket.Kind.EDIT
    assert fresh.body == {
        "connection_id": fresh.connection.auth0_id,
        "enabled_features": {"sso": True, "domain_verification": False, "provisioning": False},
    }


def test_renewal_stamps_its_own_number(ran_out, sandbox):
    open_again(ran_out.link)

    fresh = ran_out.link.tickets.latest("pk")
    metadata = fresh.body["connection_config"]["metadata"]
    assert metadata["portal_ticket"] == str(fresh.pk) != str(ran_out.pk)


def test_renewal_mails_nobody(ran_out):
    open_again(ran_out.link)

    assert Message.objects.count() == 1


def test_renewal_after_ten_openings_revokes_the_session_that_runs(issued, run_tasks, sandbox):
    for _ in range(10):
        open_again(issued.link)
    sandbox.walk(issued.url, {"do": "open"})

    with run_tasks():
        open_again(issued.link)

    issued.refresh_from_db()
    assert issued.revoke_accepted_at
    assert [one["ticket"] for one in sandbox.state()["tickets"]] == ["revoked", "issued"]


def test_renewal_of_what_lapsed_revokes_nothing(ran_out):
    open_again(ran_out.link)

    ran_out.refresh_from_db()
    assert ran_out.revoke_wanted_at is None


@pytest.mark.parametrize("ended", Link.Ended)
def test_an_ended_link_never_comes_back_to_life(ran_out, ended):
    Link.objects.update(ended=ended)

    with pytest.raises(LinkClosed):
        open_again(ran_out.link)

    assert ran_out.link.tickets.count() == 1


def test_a_link_beyond_its_days_is_not_renewed(issued, sandbox):
    sandbox.advance(14 * 86400 + 1)

    with pytest.raises(LinkClosed):
        open_again(issued.link)


def test_renew_leaves_alone_what_still_leads_on(issued):
    assert renew(issued.link, by=ALICE) == issued


def test_an_outage_leaves_the_renewal_to_the_sweep(ran_out, sandbox):
    sandbox.fault(method="*", path="/api/v2/*", status=503, times=99)

    assert open_again(ran_out.link) is None

    assert ran_out.link.tickets.latest("pk").state == State.QUEUED


@pytest.mark.django_db(transaction=True)
def test_clicks_at_once_renew_once(connection, preset, sandbox, mails):
    old = factories.make_ticket(connection, preset=preset)
    lifecycle.issue(old)
    sandbox.advance(5 * 86400 + 1)

    def click(_):
        try:
            return open_again(Link.objects.get(pk=old.link_id))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        addresses = {address for address in pool.map(click, range(4)) if address}

    assert old.link.tickets.count() == 2
    assert addresses == {old.link.tickets.latest("pk").url}


@pytest.mark.parametrize("why", ["archived", "inactive"])
def test_nothing_renews_for_who_is_archived_or_in_a_tenant_switched_off(ran_out, why):
    lifecycle.expire_due()
    if why == "archived":
        Customer.objects.update(archived_at=clock.now())
    else:
        Tenant.objects.update(active=False)

    with pytest.raises(LinkClosed):
        open_again(Link.objects.get(pk=ran_out.link_id))

    assert ran_out.link.tickets.count() == 1
