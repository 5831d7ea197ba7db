"""Home: where every connection stands, what needs a person, and what comes by itself."""

from datetime import timedelta

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from organizations.models import Attention, Connection, Customer, Domain, Stage, Tenant
from portal import clock
from tests.browser import assert_accessible_and_fits
from tests.factories import make_connection, make_customer, make_tenant, make_ticket
from tests.organizations.pages.counting import queries
from tests.sandbox_process import Sandbox
from tickets.models import Automation, Message, Preset, Ticket
from tickets.states import State

Reason = Attention.Reason


def needs(connection: Connection, reason: str, **fields: object) -> Attention:
    return Attention.objects.create(
        customer=connection.customer,
        connection=connection,
        reason=reason,
        since=clock.now(),
        **fields,
    )


def scheduled(connection: Connection, hours: int, planned_step: str) -> Automation:
    due_at = clock.now() + timedelta(hours=hours)
    return Automation.objects.create(
        connection=connection, due_at=due_at, planned_step=planned_step
    )


@pytest.mark.django_db
def test_counts_each_stage_and_leads_to_its_customers(desk: Client) -> None:
    tenant = make_tenant()
    for stage in (Stage.LIVE, Stage.LIVE, Stage.DOMAIN_PENDING):
        make_connection(make_customer(), tenant, stage=stage)
    archived = make_customer("Gone", archived_at=clock.now())
    make_connection(archived, tenant, stage=Stage.LIVE)

    answer = desk.get("/")

    assert dict(answer.context["pipeline"])[Stage.LIVE] == 2
    assert dict(answer.context["pipeline"])[Stage.DOMAIN_PENDING] == 1
    assert "/customers/?stage=domain_pending" in answer.content.decode()


@pytest.mark.django_db
def test_puts_the_most_urgent_first(desk: Client) -> None:
    connection = make_connection(make_customer(), make_tenant())
    for reason in (Reason.ASKED, Reason.STALLED, Reason.BOUNCED, Reason.FAILED):
        needs(connection, reason)

    shown = [group.reason for group in desk.get("/").context["groups"]]

    assert shown == [Reason.FAILED, Reason.BOUNCED, Reason.STALLED, Reason.ASKED]


@pytest.mark.django_db
def test_tells_what_comes_by_itself_soonest_first(desk: Client) -> None:
    tenant = make_tenant()
    for name, hours, kind in (
        ("Later", 9, Message.Kind.LINK_ENDING),
        ("Sooner", 2, Message.Kind.UNOPENED),
        ("Nothing", 1, ""),
    ):
        scheduled(make_connection(make_customer(name), tenant), hours, kind)
    archived = make_customer("Archived", archived_at=clock.now())
    scheduled(make_connection(archived, tenant), 1, Automation.Planned.ASK)

    page = desk.get("/").content.decode()

    assert page.index("Sooner") < page.index("Later")
    assert "Reminder: not opened yet" in page
    assert "Nothing" not in page.partition("Scheduled")[2]
    assert "Archived" not in page


@pytest.mark.django_db
def test_looks_again_only_while_a_connection_is_on_its_way(desk: Client) -> None:
    connection = make_connection(make_customer(), make_tenant(), stage=Stage.LIVE)
    assert 'hx-trigger="every' not in desk.get("/").content.decode()

    Connection.objects.filter(pk=connection.pk).update(stage=Stage.INVITED)

    assert 'hx-trigger="every' in desk.get("/").content.decode()


@pytest.mark.django_db
def test_asks_the_database_the_same_however_much_comes_next(desk: Client) -> None:
    tenant = make_tenant()

    def row() -> None:
        scheduled(make_connection(make_customer(), tenant), 2, Message.Kind.UNOPENED)

    row()
    before = queries(desk, "/")
    row()
    row()

    assert queries(desk, "/") == before


@pytest.mark.django_db(transaction=True)
def test_checks_dns_in_place(
    page_for, support, customer: Customer, tenant: Tenant, sandbox: Sandbox
) -> None:
    sandbox.dns("_ss.acme.com", "of-another")
    connection = make_connection(customer, tenant, stage=Stage.DOMAIN_PENDING)
    Domain.objects.create(
        customer=customer,
        connection=connection,
        name="acme.com",
        state=Domain.State.PENDING,
        txt_host="_ss.acme.com",
        txt_value="of-acme",
        lookup=Domain.Lookup.OTHER_VALUE,
        created_at=clock.now(),
    )
    needs(connection, Reason.DOMAIN_WRONG, detail="Different value.")
    page: Page = page_for(support)
    page.goto("/")
    page.evaluate("window.same = true")

    page.get_by_role("button", name="Check DNS").click()

    expect(page.locator("#messages")).to_contain_text("acme.com:")
    assert page.evaluate("window.same")  # the page itself was never left


@pytest.mark.django_db(transaction=True)
def test_issues_a_failed_ticket_again_without_javascript(
    page_for, support, customer: Customer, tenant: Tenant, preset: Preset
) -> None:
    connection = make_connection(customer, tenant)
    make_ticket(connection, state=State.FAILED, preset=preset)
    needs(connection, Reason.FAILED, detail="Auth0 was away.")
    page: Page = page_for(support, javascript=False)
    page.goto("/")

    page.get_by_role("link", name="Reissue").click()
    assert Ticket.objects.count() == 1  # nothing is mailed before somebody has seen it
    page.get_by_role("button", name="Send to").click()

    expect(page.get_by_text("Ticket requested. We'll email")).to_be_visible()
    page.goto("/")
    assert "You're all caught up" in page.content()
    assert Ticket.objects.filter(state=State.FAILED).count() == 1
    assert Ticket.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_mends_a_bounced_mail_in_two_clicks(
    page_for, support, customer: Customer, tenant: Tenant, preset: Preset
) -> None:
    connection = make_connection(customer, tenant)
    make_ticket(connection, state=State.ISSUED, preset=preset)
    needs(connection, Reason.BOUNCED, detail="No such mailbox.")
    page: Page = page_for(support)
    page.goto("/")

    page.get_by_role("link", name="Correct address").click()
    expect(page.get_by_role("dialog").get_by_label("Email address").first).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("alice.admin@acme.com")
    assert_accessible_and_fits(page)
    page.get_by_role("button", name="Save and email link").click()

    expect(page.get_by_text("will be emailed to alice.admin@acme.com")).to_be_visible()
    assert page.url.endswith("/")
    assert "You're all caught up" in page.content()
