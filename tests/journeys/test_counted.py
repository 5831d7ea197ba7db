"""What a new customer costs staff, and their admin on a phone: clicks, fields, pages and scrolls.

`pytest -s` shows the table. Auth0's own pages are not the portal's to shorten, and not counted.
"""

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Frame, Locator, Page, ViewportSize, expect

from tests.journeys.admin import Admin
from tests.journeys.staff import Staff
from tests.processes import Stack, wait_for

# The product starts once for all journeys.
pytestmark = pytest.mark.xdist_group("journeys")
PHONE = ViewportSize(width=390, height=844)


@dataclass
class Counted:
    """A person at a page: what they do there is counted."""

    page: Page
    site: str
    clicks: int = 0
    fields: int = 0
    pages: int = 0
    scrolls: int = 0

    def __post_init__(self) -> None:
        self.began = time.monotonic()
        self.page.on("framenavigated", self._arrive)

    def _arrive(self, frame: Frame) -> None:
        # Not the previews within a page.
        self.pages += frame == self.page.main_frame and frame.url.startswith(self.site)

    def click(self, locator: Locator) -> None:
        self.see(locator)
        self.clicks += 1
        locator.click()

    def fill(self, locator: Locator, text: str) -> None:
        self.see(locator)
        self.fields += 1
        locator.fill(text)

    def see(self, locator: Locator) -> None:
        """Scroll, screen by screen, to what is looked at."""
        expect(locator).to_be_visible()
        box, screen = locator.bounding_box(), self.page.viewport_size
        assert box and screen
        below = box["y"] + box["height"] - screen["height"]
        if below > 0:
            self.scrolls += math.ceil(below / screen["height"])
            locator.scroll_into_view_if_needed()

    def tell(self, what: str) -> None:
        seconds = time.monotonic() - self.began
        print(
            f"\n{what}: {self.clicks} clicks, {self.fields} fields, {self.pages} pages, "
            f"{self.scrolls} scrolls, {seconds:.0f} s"
        )


@pytest.fixture
def on_phone(stack: Stack, chromium: Browser) -> Iterator[Callable[[], Page]]:
    contexts = []

    def start() -> Page:
        context = chromium.new_context(
            base_url=stack.portal_url, viewport=PHONE, reduced_motion="reduce"
        )
        context.set_default_timeout(20_000)
        contexts.append(context)
        return context.new_page()

    yield start

    for context in contexts:
        context.close()


def set_up(staff: Staff, company: str, person: str, email: str, preset: str) -> Counted:
    """From Home to a mailed ticket."""
    page, domain = staff.page, email.partition("@")[2]
    page.goto("/")
    counted = Counted(page, staff.stack.portal_url)
    counted.click(page.get_by_role("link", name="New customer setup"))
    counted.fill(page.get_by_label("Company", exact=True), company)
    counted.fill(page.get_by_label("Email domain"), domain)
    counted.fill(page.get_by_label("Recipient", exact=True), person)
    counted.fill(page.get_by_label("Recipient's email"), email)
    chosen = page.get_by_label(preset)
    if not chosen.is_checked():
        counted.click(chosen)
    counted.click(page.get_by_role("button", name="Continue").last)
    counted.click(page.get_by_role("button", name="Review email"))
    counted.click(page.get_by_role("button", name="Send to").first)
    expect(staff.step("Emailed to")).to_contain_text("Sent")
    counted.tell(f"Staff, {preset}")
    return counted


def test_staff_need_six_clicks_and_four_fields(
    stack: Stack, browser_of: Callable[[], Page]
) -> None:
    staff = Staff(browser_of(), stack)
    staff.sign_in("support")

    counted = set_up(staff, "Kestrel Robotics Inc.", "Dana", "dana@kestrel.example", "Standard")

    # The one that signs in counts, too.
    assert counted.clicks + 1 <= 6
    assert counted.fields <= 4
    assert counted.pages <= 4


def test_an_admin_on_a_phone_goes_live_without_verification(
    stack: Stack, browser_of: Callable[[], Page], on_phone: Callable[[], Page]
) -> None:
    staff = Staff(browser_of(), stack)
    staff.sign_in("support")
    set_up(staff, "Heron Boats Ltd", "Hal", "hal@heron.example", "Standard")
    admin = Admin(on_phone(), stack, "hal@heron.example")
    counted = Counted(admin.page, stack.portal_url)

    admin.follow_link(1)
    go_on(admin, counted)
    admin.set_up_okta()
    admin.enable()
    stack.sandbox.advance(60)
    admin.page.goto(admin.links()[0])
    counted.see(admin.page.get_by_role("heading", name="All done"))

    counted.tell("Admin on a phone, without verification")
    assert (counted.clicks, counted.fields, counted.scrolls) == (1, 1, 0)


def test_an_admin_on_a_phone_goes_live_with_a_pending_domain(
    stack: Stack, browser_of: Callable[[], Page], on_phone: Callable[[], Page]
) -> None:
    staff = Staff(browser_of(), stack)
    staff.sign_in("support")
    set_up(staff, "Egret Labs GmbH", "Eva", "eva@egret.example", "With proven domains")
    admin = Admin(on_phone(), stack, "eva@egret.example")
    page = admin.page
    counted = Counted(page, stack.portal_url)

    admin.follow_link(1)
    go_on(admin, counted)
    admin.set_up_okta()
    host, value = page.locator("code").all_inner_texts()
    page.goto(admin.links()[0])
    counted.see(page.get_by_role("heading", name="DNS record to add"))
    counted.see(page.get_by_text(value))
    stack.sandbox.dns(host, value)
    # The portal counts a look in the same second as this one.
    published = int(time.time())
    wait_for(lambda: int(time.time()) > published, "The next second")
    counted.click(page.get_by_role("button", name="Check DNS"))
    expect(page.get_by_text("The DNS record is correct.").first).to_be_visible()
    counted.click(page.get_by_role("button", name="Continue to setup"))
    page.wait_for_url(f"{stack.sandbox.url}/**")
    page.get_by_role("link", name="Start").click()
    admin.proceed()
    page.get_by_role("link", name="Keep it as it is").click()
    admin.proceed()
    admin.press("Verify")
    admin.proceed()
    admin.enable()
    # No person is as quick: what the portal read seconds ago counts as current.
    stack.sandbox.advance(60)
    page.goto(admin.links()[0])
    counted.see(page.get_by_role("heading", name="All done"))

    counted.tell("Admin on a phone, pending domain")
    assert (counted.clicks, counted.fields) == (3, 1)
    assert counted.scrolls <= 1


def go_on(admin: Admin, counted: Counted) -> None:
    """Confirm the address, and be led to Auth0."""
    counted.fill(admin.page.locator("main input[inputmode=email]"), admin.email)
    counted.click(admin.page.get_by_role("button", name="Continue to setup"))
    admin.page.wait_for_url(f"{admin.stack.sandbox.url}/**")
    admin.page.get_by_role("link", name="Start").click()
