"""The ticket pages in a real browser: accessible, in both themes, on a phone, by keyboard."""

import pytest

from tests.browser import assert_accessible_and_fits
from tickets.models import Ticket
from tickets.services import lifecycle
from tickets.states import State

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def long_pages(preset, customer, tenant):
    """The pages that hide most behind "more options"."""
    contact = customer.contacts.get()
    where = f"customer={customer.pk}&preset={preset.pk}&contact={contact.pk}"
    return [
        f"/tickets/new/review/?{where}",
        f"/presets/{preset.pk}/edit/",
        f"/profiles/{tenant.pk}/{preset.profile_id}/edit/",
    ]


def test_unfolded_options_are_accessible_and_fit(page_for, manager, long_pages):
    page = page_for(manager)

    for address in long_pages:
        page.goto(address)
        for summary in page.locator("main details > summary").all():
            if summary.is_visible():
                summary.click()
        assert_accessible_and_fits(page)


def tab_to(page, target):
    """Press Tab until the target has the focus, and see that its focus shows."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if target.evaluate("one => one === document.activeElement"):
            assert target.evaluate("one => getComputedStyle(one).outlineStyle") != "none"
            return
    raise AssertionError(f"Tab does not lead to {target}")


def test_ticket_is_issued_by_keyboard_alone(page_for, support, customer, preset):
    """From the first page on, with Tab, Enter and letters only."""
    page = page_for(support)
    page.goto("/")

    tab_to(page, page.get_by_role("link", name="New ticket"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/tickets/new/")
    tab_to(page, page.get_by_role("searchbox"))
    page.keyboard.type("alice@")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=alice**")
    tab_to(page, page.locator("main").get_by_role("link", name="Acme"))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("button", name="Review"))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("button", name="Send to alice@acme.com"))
    page.keyboard.press("Enter")

    page.get_by_role("heading", name="Ticket").wait_for()
    assert Ticket.objects.get().state in (State.QUEUED, State.ISSUED)


def test_ticket_is_issued_without_javascript(page_for, support, customer, preset):
    page = page_for(support, javascript=False)
    page.goto(f"/tickets/new/?customer={customer.pk}")

    page.get_by_role("button", name="Review").click()
    page.get_by_text("More options").click()
    page.get_by_text("Ticket", exact=True).first.click()
    page.get_by_role("button", name="Send to alice@acme.com").click()

    page.get_by_role("heading", name="Ticket").wait_for()
    assert Ticket.objects.exists()


def test_enter_in_a_field_sends_nothing(page_for, support, customer, preset):
    contact = customer.contacts.get()
    page = page_for(support)
    page.goto(
        f"/tickets/new/review/?customer={customer.pk}&preset={preset.pk}&contact={contact.pk}"
    )

    page.get_by_text("More options").click()
    page.get_by_text("Name", exact=True).click()
    page.get_by_label("Display name").fill("Acme Ltd")
    page.keyboard.press("Enter")

    page.get_by_text("Acme Ltd").first.wait_for()
    assert not Ticket.objects.exists()


def test_somebody_else_is_asked_for_only_when_chosen(page_for, support, customer, preset):
    page = page_for(support)
    page.goto(f"/tickets/new/?customer={customer.pk}")
    assert not page.locator("#id_email").is_visible()

    page.get_by_label("Someone else").first.check()
    page.locator("#id_name").fill("Bob")
    page.locator("#id_email").fill("bob@acme.com")
    page.get_by_role("button", name="Review").click()

    page.get_by_role("button", name="Send to bob@acme.com").wait_for()


def test_ticket_page_follows_what_happens_by_itself(page_for, support, queued):
    page = page_for(support)
    page.goto(f"/tickets/{queued.pk}/")

    lifecycle.issue(queued)

    page.locator("#live").get_by_text("Issued", exact=True).first.wait_for()


def test_revocation_is_asked_for_in_place(page_for, support, issued):
    page = page_for(support)
    page.goto(f"/tickets/{issued.pk}/")

    page.get_by_role("link", name="Revoke").click()
    page.get_by_label("Why?").fill("Wrong person")
    page.get_by_role("button", name="Revoke link").click()

    page.get_by_text("Link revoked").wait_for()
    issued.refresh_from_db()
    assert issued.state == State.REVOKED
