"""Sign-ins in a real browser, staff's section and the customer's: both looks, and no JavaScript."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from organizations.models import Connection, Domain, SignInDay, Stage, Tenant, User
from portal import clock
from portal.signing import link_token
from tests import factories
from tests.browser import assert_accessible_and_fits
from tickets.models import Ticket
from tickets.states import State

pytestmark = pytest.mark.django_db(transaction=True)

SWITCHED = f"Invalid thumbprint (configured: {'A' * 40}. calculated: {'B' * 40})"
# As long as a message is kept, without a place at which a line could break.
UNKNOWN = "x" * 300


@pytest.fixture
def ticket(db: None) -> Ticket:
    """A setup in use, at which no one has got in since yesterday."""
    tenant: Tenant = factories.make_tenant(sign_in_url="https://app.umbrella.example/")
    now, yesterday = clock.now(), clock.now() - timedelta(days=1)
    connection: Connection = factories.make_connection(
        factories.make_customer(),
        tenant,
        auth0_id="con_0000000000000001",
        strategy="samlp",
        stage=Stage.IN_USE,
        first_sign_in_at=yesterday,
        last_sign_in_at=yesterday,
    )
    Domain.objects.filter(customer=connection.customer).update(connection=connection)
    for day, outcome, text in (
        (now, "certificate", SWITCHED),
        (now, "unknown", UNKNOWN),
        (yesterday, SignInDay.SUCCESS, ""),
    ):
        connection.sign_in_days.create(
            day=day.date(),
            outcome=outcome,
            text=text,
            text_at=day if text else None,
            count=7,
            people=3,
            first_at=day,
            last_at=day,
        )
    link = factories.make_link(connection, confirmation="nothing")
    return factories.make_ticket(connection, link=link, state=State.OPENED)


@pytest.mark.parametrize("javascript", [True, False])
def test_staff_see_why_sign_ins_fail(
    ticket: Ticket, support: User, page_for: Callable[..., Page], javascript: bool
) -> None:
    page = page_for(support, javascript=javascript)

    page.goto(ticket.connection.get_absolute_url())

    expect(page.get_by_text("B" * 40).first).to_be_visible()
    if javascript:
        assert_accessible_and_fits(page)


@pytest.mark.parametrize("javascript", [True, False])
def test_the_customer_sees_why_and_asks_what_a_screen_says(
    ticket: Ticket, page_for: Callable[..., Page], javascript: bool
) -> None:
    page = page_for(width=390, javascript=javascript)

    page.goto(f"/l/{link_token(ticket.link.pk)}/problems/")
    expect(page.get_by_text("B" * 40).first).to_be_visible()
    if javascript:
        assert_accessible_and_fits(page)
    page.locator("[name=text]").fill("AADSTS50105")
    page.locator("form:has([name=text]) button").first.click()

    expect(page.get_by_text("AADSTS50105").first).to_be_visible()
    if javascript:
        assert_accessible_and_fits(page)
