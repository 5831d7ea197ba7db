"""What the admin at the customer does: mail, landing page, assistant."""

import re
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page, expect

from tests.processes import Stack, wait_for

# The portal looks into DNS with growing pauses, and follows up at its next turn.
PATIENCE_SECONDS = 240.0
LINK = re.compile(r"http://localhost:\d+/l/[^/\s\"]+/")


@dataclass
class Admin:
    page: Page
    stack: Stack
    email: str

    def mails(self) -> list[dict[str, Any]]:
        return [
            mail
            for mail in self.stack.inbox.messages()
            if self.email in {to["Address"] for to in mail["To"]}
        ]

    def links(self) -> list[str]:
        """The portal's links in the mails received, oldest first."""
        return [found[0] for mail in self.mails() if (found := LINK.search(mail["Text"]))]

    def follow_link(self, number: int) -> None:
        """Open the link of the mail of this number, from 1; wait for it if need be."""
        what = f"Mail {number} to {self.email}"
        wait_for(lambda: len(self.links()) >= number, what, PATIENCE_SECONDS)
        subjects = [mail["Subject"] for mail in self.mails()]
        assert len(self.links()) == number, subjects
        self.page.goto(self.links()[-1])

    def go_on(self) -> None:
        """Say who was invited, and be led to Auth0."""
        if (address := self.page.locator("main input[inputmode=email]")).count():
            address.fill(self.email)
        self.page.locator("main button.button--primary").click()
        self.page.wait_for_url(f"{self.stack.sandbox.url}/**")
        self.page.get_by_role("link", name="Start").click()

    def set_up_okta(self) -> None:
        """Choose the provider and configure it, as far as the connection's creation."""
        self.page.get_by_label("Okta", exact=True).check()
        self.press("Continue")
        self.page.get_by_label("Okta domain").fill("it.okta.com")
        self.page.get_by_label("Client secret").fill(self.secret)
        self.press("Create connection")
        self.press("Test connection")
        self.proceed()

    def keep_configuration(self) -> None:
        """Go past what was set up before, to the domains."""
        for skip in ("Keep it as it is", "Skip this step"):
            self.page.get_by_role("link", name=skip).click()

    @property
    def secret(self) -> str:
        """The identity provider's client secret, which is none of the portal's business."""
        return f"okta-secret-of-{self.email}"

    def enable(self) -> None:
        self.press("Enable connection")
        self.press("Finish")
        expect(self.page.get_by_role("heading", name="You are done")).to_be_visible()

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def proceed(self) -> None:
        self.page.get_by_role("link", name="Continue").click()
