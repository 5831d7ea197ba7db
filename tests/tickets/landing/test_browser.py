"""The pages behind a mailed link in a real browser, on a phone and on a desk."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from organizations.models import Connection, Domain, Stage
from portal import clock
from portal.signing import link_token
from tests import factories
from tests.browser import assert_accessible, assert_fits
from tickets.models import Link, Ticket
from tickets.services import lifecycle
from tickets.states import State
from tickets.tasks import connections as connection_tasks

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ticket(connection, preset, staff, mails):
    ticket = factories.make_ticket(connection, preset=preset, created_by=staff.user)
    lifecycle.issue(ticket)
    return ticket


def page_of(link):
    return f"/l/{link_token(link.pk)}/"


@pytest.mark.parametrize("javascript", [True, False])
def test_a_person_is_led_on_to_auth0(ticket, sandbox, page_for, javascript):
    page = page_for(width=390, javascript=javascript, hosts=(urlsplit(sandbox.url).netloc,))
    page.goto(page_of(ticket.link))

    page.get_by_label("Your email address").fill("alice@acme.com")
    with page.expect_request(f"{sandbox.url}/**") as followed:
        page.get_by_role("button", name="Continue to setup").click()
    page.wait_for_url(f"{sandbox.url}/**")

    ticket.refresh_from_db()
    assert ticket.state == State.OPENED
    assert "referer" not in followed.value.all_headers()


def test_the_way_on_is_in_sight_on_a_phone(ticket, page_for):
    page = page_for(width=390)
    page.goto(page_of(ticket.link))

    button = page.get_by_role("button", name="Continue to setup").bounding_box()
    assert button
    assert button["y"] + button["height"] < 500
    assert page.get_by_text("You have five hours").is_visible()


def test_a_wrong_address_is_explained_beside_the_field(ticket, page_for):
    page = page_for(width=390)
    page.goto(page_of(ticket.link))

    page.get_by_label("Your email address").fill("eve@evil.example")
    page.keyboard.press("Enter")

    page.get_by_text("The invitation went to a different address, a•••@acme.com").first.wait_for()
    assert_accessible(page)
    assert_fits(page)


def test_the_page_goes_on_by_itself_when_the_ticket_is_there(ticket, page_for):
    page = page_for(width=390)
    other = factories.make_connection(ticket.connection.customer, ticket.tenant)
    waiting = factories.make_ticket(other, profile_id=ticket.profile_id)
    page.goto(page_of(waiting.link))
    assert page.get_by_role("heading", name="getting your setup ready").is_visible()

    lifecycle.issue(waiting)

    page.get_by_role("button", name="Continue to setup").wait_for(timeout=10_000)


@pytest.fixture
def domain(ticket):
    """A record that the customer still has to set; they have confirmed who they are."""
    Link.objects.update(confirmation="nothing")
    Connection.objects.update(stage=Stage.DOMAIN_PENDING)
    return Domain.objects.create(
        customer=ticket.connection.customer,
        connection=ticket.connection,
        name="acme.com",
        state=Domain.State.PENDING,
        auth0_id="ord_1",
        txt_host="_ss-verification.acme.com",
        txt_value="b07aadc0d3f9179f120011273c6c12ad",
        created_at=clock.now(),
    )


@pytest.mark.parametrize("javascript", [True, False])
def test_a_check_shows_its_result(ticket, domain, page_for, javascript):
    page = page_for(width=390, javascript=javascript)
    page.goto(page_of(ticket.link))
    button = page.get_by_role("button", name="Check DNS")

    button.click()

    page.get_by_text("We've checked your DNS.").wait_for()
    assert page.get_by_text("The domain acme.com doesn't exist in DNS.").is_visible()
    assert_fits(page)
    if javascript:
        assert_accessible(page)
        # Nothing that a keyboard stands on was taken away.
        assert button.evaluate("button => button === document.activeElement")


@pytest.mark.parametrize("javascript", [True, False])
def test_a_result_that_takes_time_is_waited_for(ticket, domain, page_for, javascript):
    page = page_for(width=390, javascript=javascript)
    Domain.objects.update(lookup_due_at=clock.now())
    page.goto(f"{page_of(ticket.link)}?since={int(clock.now().timestamp())}")
    assert page.get_by_text("We're checking your DNS.").is_visible()

    connection_tasks.lookups_due()
    # Without JavaScript the page loads itself anew.
    page.get_by_text("We've checked your DNS.").wait_for()


def test_what_to_do_now_comes_first_on_a_phone(ticket, domain, page_for):
    page = page_for(width=390)
    page.goto(page_of(ticket.link))

    [record] = page.get_by_role("heading", name="DNS record to add").all()
    box = record.bounding_box()
    assert box
    assert box["y"] < 500
    assert "button--primary" in (
        page.get_by_role("button", name="Check DNS").get_attribute("class") or ""
    )
    page.get_by_text("About this setup").click()
    assert page.get_by_text("to connect the identity provider for").is_visible()
    assert_accessible(page)


def test_without_javascript_the_page_renews_itself_until_it_knows(ticket, page_for):
    Link.objects.update(confirmation="nothing")
    Connection.objects.update(stage=Stage.OPENED)
    Ticket.objects.update(
        state=State.OPENED, opened_at=clock.now(), session_ends_at=clock.now() + timedelta(hours=5)
    )
    page = page_for(width=390, javascript=False)
    page.goto(page_of(ticket.link))
    assert page.get_by_text("Checking your progress").is_visible()

    # The log told of the customer, and a worker read Auth0.
    Connection.objects.update(checked_at=clock.now())

    page.get_by_text("no identity provider is connected yet").wait_for()


@pytest.mark.parametrize("javascript", [True, False])
def test_who_comes_back_from_the_assistant_sees_what_they_did(ticket, page_for, javascript):
    Link.objects.update(confirmation="nothing")
    Connection.objects.update(stage=Stage.OPENED)
    Ticket.objects.update(
        state=State.OPENED, opened_at=clock.now(), session_ends_at=clock.now() + timedelta(hours=5)
    )
    page = page_for(width=390, javascript=javascript)
    page.goto(page_of(ticket.link))

    if not javascript:
        assert page.get_by_text("Checking your progress").is_visible()
        page.get_by_role("button", name="Refresh status").click()

    page.get_by_text("Action needed").wait_for()
    assert not page.get_by_text("Checking your progress").is_visible()
    assert_fits(page)


def test_the_value_can_be_copied(ticket, domain, page_for):
    page = page_for(width=390)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(page_of(ticket.link))

    page.clock.install()
    page.get_by_role("button", name="Copy Value").click()
    page.get_by_role("button", name="Copied Value").click()

    page.get_by_role("button", name="Copied Value").wait_for()
    page.clock.run_for(2100)
    page.get_by_role("button", name="Copy Value").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == domain.txt_value


def test_the_dns_host_adds_the_record_where_it_can(ticket, domain, page_for, settings):
    settings.DOMAIN_CONNECT_PROVIDER = "umbrella.example"
    Domain.objects.update(
        txt_host="_ss-verification.org_1.acme.com",
        zone="acme.com",
        connect_name="Cloudflare",
        connect_url="https://dash.example/connect",
    )
    page = page_for(width=390)
    page.goto(page_of(ticket.link))

    offer = page.get_by_role("link", name="Add the record at Cloudflare")
    box = offer.bounding_box()
    assert box and box["y"] + box["height"] < 500
    assert (offer.get_attribute("href") or "").startswith("https://dash.example/connect/v2/")
    # One primary action: the record.
    assert page.locator("main .button--primary").all_inner_texts() == [
        "Add the record at Cloudflare"
    ]
    assert_accessible(page)
    assert_fits(page)


@pytest.mark.parametrize("javascript", [True, False])
def test_a_colleague_is_named_by_keyboard(ticket, page_for, javascript):
    page = page_for(width=390, javascript=javascript)
    page.goto(page_of(ticket.link))

    page.get_by_role("link", name="I'm not the right person").press("Enter")
    page.get_by_label("Your colleague's name").fill("Bob Builder")
    page.get_by_label("Your colleague's email address").fill("bob@acme.com")
    page.get_by_label("Your email address").fill("alice@acme.com")
    page.keyboard.press("Enter")

    page.get_by_text("Your colleague gets their own link by email").wait_for()
    assert ticket.connection.tickets.latest("pk").link.recipient_email == "bob@acme.com"
    if javascript:
        assert_accessible(page)
    assert_fits(page)
