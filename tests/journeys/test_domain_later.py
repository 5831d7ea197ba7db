"""The domain is proven after the first session ended: a follow-up ticket brings it live."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.admin import Admin
from tests.journeys.leaks import assert_nothing_leaks
from tests.journeys.staff import Staff
from tests.processes import Stack

# The product starts once for all journeys.
pytestmark = pytest.mark.xdist_group("journeys")
FIVE_HOURS = 5 * 3600


def test_a_customer_comes_back_to_prove_a_domain(stack: Stack, browser_of: Callable[[], Page]):
    staff = Staff(browser_of(), stack)
    admin = Admin(browser_of(), stack, "ada@lovelace.example")

    staff.sign_in("support")
    staff.add_customer("Lovelace Engines", "lovelace.example", "Ada Byron", admin.email)
    host, value = leave_the_domain_pending(staff, admin)

    # Staff need not wait until the record is right.
    staff.open_connection()
    staff.look_now()
    staff.wait_for_badge("Domain pending")
    assert staff.page.get_by_label("Name (host)").input_value() == host
    assert staff.page.get_by_label("Value").input_value() == value
    staff.page.get_by_role("link", name="Send follow-up").click()
    staff.send()

    stack.sandbox.dns(host, value)
    finish_by_the_second_link(admin)

    staff.open_connection()
    staff.look_now()
    staff.wait_for_badge("Live")
    staff.wait_for_tickets("Completed", "Expired")
    assert_nothing_leaks(stack, admin.secret)


def test_the_portal_follows_up_when_the_record_is_right(
    stack: Stack, browser_of: Callable[[], Page]
):
    staff = Staff(browser_of(), stack)
    admin = Admin(browser_of(), stack, "charles@babbage.example")

    staff.sign_in("support")
    staff.add_customer("Babbage Works", "babbage.example", "Charles Babbage", admin.email)
    host, value = leave_the_domain_pending(staff, admin)

    # Nobody at the desk does anything from here on, and the next look into DNS comes soon.
    stack.sandbox.dns(host, value)
    stack.sandbox.advance(3600)
    finish_by_the_second_link(admin)

    staff.open_connection()
    staff.wait_for_badge("Live")
    staff.wait_for_tickets("Completed", "Expired")


def leave_the_domain_pending(staff: Staff, admin: Admin) -> tuple[str, str]:
    """Issue a ticket and set it up as far as the TXT record, which is late by five hours.

    Returns name and value of the record.
    """
    staff.create_organization()
    staff.issue("With proven domains")
    admin.follow_link(1)
    admin.go_on()
    admin.set_up_okta()
    host, value = admin.page.locator("code").all_inner_texts()
    admin.press("Verify")
    expect(admin.page.get_by_role("alert")).to_contain_text("not found yet")

    admin.stack.sandbox.advance(FIVE_HOURS)
    admin.page.goto(admin.stack.sandbox.url + "/self-service/assistant")
    expect(admin.page.get_by_text("The setup was open for five hours.")).to_be_visible()
    expect(staff.page.locator("#live .badge").first).to_have_text("Expired", timeout=90_000)
    return host, value


def finish_by_the_second_link(admin: Admin) -> None:
    admin.follow_link(2)
    admin.go_on()
    admin.keep_configuration()
    if not admin.page.get_by_text("Verified", exact=True).is_visible():
        admin.press("Verify")
    expect(admin.page.get_by_text("Verified", exact=True)).to_be_visible()
    admin.proceed()
    admin.enable()
