"""From a customer that is not mapped to a live connection, without domain verification."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.admin import Admin
from tests.journeys.leaks import assert_nothing_leaks
from tests.journeys.staff import Staff
from tests.processes import Stack

# The product starts once for all journeys.
pytestmark = pytest.mark.xdist_group("journeys")


def test_a_customer_goes_live_in_one_sitting(stack: Stack, browser_of: Callable[[], Page]):
    operator, staff = Staff(browser_of(), stack), Staff(browser_of(), stack)
    admin = Admin(browser_of(), stack, "joerg@mueller-soehne.example")

    # What Auth0 logs is pushed to the portal from now on.
    operator.sign_in("operator")
    operator.page.goto("/tenants/")
    operator.page.get_by_role("main").get_by_role("link", name="Acme").click()
    operator.page.get_by_role("button", name="Enable log streaming").click()
    expect(operator.page.get_by_role("button", name="Disable log streaming")).to_be_visible()

    staff.sign_in("support")
    staff.find_customer("Müller & Söhne GmbH")
    staff.map_to("muller-sohne")
    staff.issue("Standard")

    admin.follow_link(1)
    admin.go_on()
    # The staff's page has followed, without a reload.
    expect(staff.step("Opened by customer")).to_contain_text("1 of 10 opens used")
    admin.set_up_okta()
    admin.enable()

    expect(staff.page.locator("#live .badge").first).to_have_text("Completed", timeout=90_000)
    assert stack.sandbox.url not in staff.page.content()
    staff.open_connection()
    staff.wait_for_badge("Live")
    assert [mail["To"][0]["Address"] for mail in admin.mails()] == [admin.email] * 2
    assert_nothing_leaks(stack, admin.secret, readers=(operator.page, staff.page))
