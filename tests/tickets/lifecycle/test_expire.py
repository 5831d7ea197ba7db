from organizations.models import Event
from portal.actor import Actor
from tests import factories
from tickets.models import Opening
from tickets.services import lifecycle, links
from tickets.services.lifecycle.openings import record_opening
from tickets.states import State


def test_expire_moves_what_nobody_opened_in_time(issued, sandbox):
    sandbox.advance(5 * 86400 - 60)
    early = lifecycle.expire_due()
    sandbox.advance(61)

    moved = lifecycle.expire_due()

    issued.refresh_from_db()
    assert (early, moved) == (0, 1)
    assert issued.state == State.EXPIRED
    assert issued.ended_at
    assert Event.objects.get(verb="ticket:expire").data == {"opened": False}


def test_expire_moves_sessions_that_are_over_whatever_the_ttl(issued, sandbox):
    sandbox.advance(5 * 86400 - 3600)
    links.open_link(issued.link, by=Actor.customer("alice@acme.com"), user_agent="")
    sandbox.advance(4 * 3600)
    early = lifecycle.expire_due()
    sandbox.advance(3600 + 1)

    moved = lifecycle.expire_due()

    issued.refresh_from_db()
    assert (early, moved) == (0, 1)
    assert issued.state == State.EXPIRED


def test_expire_twice_moves_once(issued, sandbox):
    sandbox.advance(6 * 86400)

    assert [lifecycle.expire_due(), lifecycle.expire_due()] == [1, 0]


def test_expire_leaves_the_link_good(issued, sandbox):
    sandbox.advance(6 * 86400)

    lifecycle.expire_due()

    issued.link.refresh_from_db()
    assert issued.link.ended == ""


def test_expire_needs_no_query_a_ticket_more_than_it_must(
    connection, customer, tenant, sandbox, django_assert_max_num_queries
):
    for _ in range(3):
        factories.make_ticket(factories.make_connection(customer, tenant), state=State.ISSUED)
    sandbox.advance(6 * 86400)

    with django_assert_max_num_queries(2 + 3 * 7):
        assert lifecycle.expire_due() == 3


def test_an_earlier_opening_told_late_ends_the_session_earlier(issued, sandbox):
    opened = issued.issued_at
    record_opening(
        issued, at=opened, by=Actor.customer("alice@acme.com"), source=Opening.Source.LANDING
    )
    before = issued.session_ends_at

    record_opening(
        issued, at=opened.replace(year=2020), by=Actor.auth0(), source=Opening.Source.LOG
    )

    assert issued.openings_used == 2
    assert issued.session_ends_at < before
    assert issued.session_ends_at.year == 2020


def test_an_opening_told_after_the_end_is_noted(issued, sandbox, staff):
    lifecycle.revoke(issued, by=staff, reason="Wrong person")

    record_opening(
        issued, at=issued.issued_at, by=Actor.auth0(), source=Opening.Source.LOG, log_id="9001"
    )

    assert issued.state == State.REVOKED
    assert issued.openings.get().log_id == "9001"
