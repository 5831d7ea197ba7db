"""What a member of staff does at the desk, page by page."""

from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.processes import Stack, wait_for

# A worker polls the tenant's log every minute.
PATIENCE_SECONDS = 90.0


@dataclass
class Staff:
    page: Page
    stack: Stack

    def sign_in(self, role: str) -> None:
        self.page.goto("/")
        self.page.get_by_label("Email").fill(f"{role}@acme.example")
        self.page.get_by_label("Password", exact=True).fill(self.stack.env["PORTAL_DEMO_PASSWORD"])
        self.page.get_by_role("button", name="Sign in", exact=False).first.click()
        expect(self.page.get_by_role("heading", name="Home", level=1)).to_be_visible()

    def add_customer(self, name: str, domain: str, contact: str, email: str) -> None:
        """Add a customer and a contact, one after the other; the customer's page is open then."""
        self.page.goto("/customers/new/")
        self.page.get_by_label("Name", exact=True).fill(name)
        self.page.get_by_label("Email domains").fill(domain)
        self.page.get_by_role("button", name="Create customer").click()
        self.page.get_by_label("Name", exact=True).fill(contact)
        self.page.get_by_label("Email address").fill(email)
        self.page.get_by_role("button", name="Add contact").click()
        self.heading(name)

    def find_customer(self, name: str) -> None:
        """Search for a customer and open their page."""
        self.page.goto("/customers/")
        search = self.page.get_by_role("searchbox", name="Search")
        search.fill(name)
        search.press("Enter")
        self.page.get_by_role("link", name=name).first.click()
        self.heading(name)

    def create_organization(self) -> None:
        """Map the customer whose page is open to a new organization."""
        self.page.get_by_role("link", name="Map to an organization").first.click()
        self.page.get_by_role("button", name="Create and map organization").click()
        expect(self.page.get_by_text("org_")).to_be_visible()

    def map_to(self, organization: str) -> None:
        """Map the customer whose page is open to an organization that the portal suggests."""
        self.page.get_by_role("link", name="Map to an organization").first.click()
        suggested = self.page.get_by_role("listitem").filter(has_text=organization)
        suggested.get_by_role("button", name="Map", exact=True).click()
        expect(self.page.get_by_text("org_")).to_be_visible()

    def issue(self, preset: str) -> None:
        """Issue a ticket to the customer's only contact; wait on its page until it is mailed."""
        self.page.get_by_role("link", name="New ticket").first.click()
        self.page.get_by_label(preset, exact=True).check()
        self.page.get_by_role("button", name="Review").click()
        self.send()

    def send(self) -> None:
        """Send the ticket that is looked at."""
        self.page.get_by_role("button", name="Send to").click()
        # No reload: the page follows what the worker does.
        expect(self.step("Emailed to")).to_contain_text("Sent")

    def step(self, label: str) -> Locator:
        """One line of what happened to the ticket whose page is open."""
        return self.page.locator("#live").get_by_role("listitem").filter(has_text=label).first

    def open_connection(self) -> None:
        """Go from the ticket's page to its connection's."""
        with self.page.expect_navigation():
            self.page.locator("main a[href^='/connections/']").first.click()

    def look_now(self) -> None:
        # Whoever reloads a page that is on its way to another is refused by the browser.
        with self.page.expect_navigation():
            self.page.get_by_role("button", name="Refresh").click()

    def wait_for_badge(self, text: str) -> None:
        """Reload until the state at the top of the page is this one."""
        self._wait_for_badges(self.page.locator("main .badge").first, text)

    def wait_for_tickets(self, *states: str) -> None:
        """Reload until the connection's tickets, newest first, are in these states."""
        tickets = self.page.get_by_role("region", name="Tickets")
        self._wait_for_badges(tickets.locator(".badge"), *states)

    def _wait_for_badges(self, badges: Locator, *texts: str) -> None:
        def shown() -> bool:
            self.page.reload()
            return [text.strip() for text in badges.all_inner_texts()] == [*texts]

        wait_for(shown, f"{texts} on {self.page.url}", PATIENCE_SECONDS)

    def heading(self, text: str) -> None:
        expect(self.page.get_by_role("heading", name=text, level=1)).to_be_visible()
