"""The command palette in a real browser, by keyboard."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests import factories
from tests.browser import assert_accessible_and_fits

pytestmark = pytest.mark.django_db(transaction=True)


def opened(page: Page, text: str = "", path: str = "/customers/") -> Page:
    page.goto(path)
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox", name="Search for anything")).to_be_focused()
    page.keyboard.type(text)
    return page


def chosen(page: Page):
    return page.locator("#palette [role=option][aria-selected=true]")


def test_goes_to_a_customer_by_keyboard_alone(page_for, support, customer):
    page = opened(page_for(support), "acm")
    expect(chosen(page)).to_contain_text("Acme")

    page.keyboard.press("Enter")

    page.wait_for_url(f"**{customer.get_absolute_url()}")


def test_begins_a_ticket_by_keyboard_alone(page_for, support, customer):
    page = opened(page_for(support), "acm")
    expect(chosen(page)).to_contain_text("Acme")

    page.keyboard.press("ArrowDown")
    expect(chosen(page)).to_contain_text("New ticket for Acme")
    page.keyboard.press("Enter")

    page.wait_for_url(f"**/tickets/new/?customer={customer.pk}")


def test_acts_by_keyboard_alone(page_for, support, customer, tenant):
    connection = factories.make_connection(customer, tenant, name="acme-sso", auth0_id="con_1")
    page = opened(page_for(support), "refresh acm")
    expect(chosen(page)).to_contain_text("Refresh acme-sso from Auth0")
    assert_accessible_and_fits(page)

    page.keyboard.press("Enter")

    page.wait_for_url(f"**{connection.get_absolute_url()}")


def test_waits_for_the_answer_to_what_was_typed(page_for, support, customer):
    """Enter comes before the answer: it goes to what is asked for, not to what was shown."""
    page = page_for(support)
    page.goto("/customers/")
    page.keyboard.press("Control+k")
    expect(chosen(page)).to_contain_text("New ticket")

    page.keyboard.type("acme")
    page.keyboard.press("Enter")

    page.wait_for_url(f"**{customer.get_absolute_url()}")


def test_arrows_go_round_and_are_told_to_screen_readers(page_for, support, customer):
    page = opened(page_for(support), "acm")
    field = page.get_by_role("combobox", name="Search for anything")
    options = page.locator("#palette").get_by_role("option")
    expect(options).to_have_count(2)
    expect(page.locator("#palette-status")).to_have_text("2 found")

    page.keyboard.press("ArrowUp")

    last = options.nth(1)
    expect(last).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", last.get_attribute("id") or "")
    expect(field).to_be_focused()


def test_escape_closes_it_and_the_focus_returns(page_for, support, db):
    page = page_for(support)
    page.goto("/customers/")
    link = page.get_by_role("link", name="Search… Ctrl K")
    link.focus()
    page.keyboard.press("Enter")
    palette = page.get_by_role("dialog", name="Search for anything")
    expect(palette).to_be_visible()

    page.keyboard.press("Escape")

    expect(palette).to_be_hidden()
    expect(link).to_be_focused()


def test_says_when_nothing_fits(page_for, support, db):
    page = opened(page_for(support), "zzz")

    expect(page.get_by_text("No results. Try")).to_be_visible()
    expect(page.locator("#palette-status")).to_have_text("No results")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/customers/$"))


def test_a_pasted_link_stays_out_of_every_address(page_for, support, customer, tenant):
    connection = factories.make_connection(customer, tenant)
    link = factories.make_link(connection)
    ticket = factories.make_ticket(connection, link=link)
    page = page_for(support)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    opened(page)

    page.keyboard.insert_text(link.url)
    expect(chosen(page)).to_contain_text(f"Ticket #{ticket.pk}")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{ticket.get_absolute_url()}")

    token = link.url.rstrip("/").rpartition("/")[2]
    assert asked
    assert not any(token in url for url in asked)


def test_is_accessible_and_fits(page_for, operator, customer):
    page = page_for(operator)
    for text, told in (("acm", "2 found"), ("zzz", "No results")):
        page.set_viewport_size({"width": 1280, "height": 900})
        opened(page, text)
        expect(page.locator("#palette-status")).to_have_text(told)
        assert_accessible_and_fits(page)


def test_finds_without_javascript(page_for, support, customer):
    page = page_for(support, javascript=False)
    page.goto("/customers/")

    page.get_by_role("link", name="Search… Ctrl K").click()
    page.get_by_role("searchbox", name="Search for anything").fill("acm")
    page.get_by_role("main").get_by_role("button", name="Search").click()
    page.get_by_role("link", name="New ticket for Acme").click()

    page.wait_for_url(f"**/tickets/new/?customer={customer.pk}")
