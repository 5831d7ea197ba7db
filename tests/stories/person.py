"""Somebody at the customer, with a mailbox and a browser."""

import itertools
import re
from typing import TYPE_CHECKING, Any

import httpx

from tests.journeys.admin import LINK

if TYPE_CHECKING:
    from tests.stories.story import Story

_ADDRESSES = itertools.count(1)


class Person:
    def __init__(self, story: "Story", email: str) -> None:
        self.story = story
        self.email = email
        self.assistant = ""
        # Somewhere else than everybody else: who asks too often is told to wait.
        where = f"198.51.100.{next(_ADDRESSES)}"
        headers = {"User-Agent": "Firefox/144.0", "X-Forwarded-For": where}
        self._browser = httpx.Client(timeout=30, headers=headers)

    def close(self) -> None:
        self._browser.close()

    def mails(self) -> list[dict[str, Any]]:
        return [one for one in self.story.mails() if one["To"][0]["Address"] == self.email]

    def link(self) -> str:
        """The portal's link in the newest mail that has one."""
        return [found[0] for mail in self.mails() if (found := LINK.search(mail["Text"]))][-1]

    def opens(self, link: str = "", *, invited: str = "") -> None:
        """Follow a link, say who was invited, and be led into the assistant."""
        answer = self.goes_on(link, invited=invited)
        assert answer.status_code == 303, answer.text
        self.assistant = answer.headers["Location"]
        self.does({"do": "open"})

    def goes_on(self, link: str = "", *, invited: str = "") -> httpx.Response:
        """Press the button behind a link; return the portal's answer."""
        return self._sends(link or self.link(), address=invited or self.email)

    def reads(self, link: str) -> str:
        """Return what stands on the page behind a link."""
        return self._browser.get(link).raise_for_status().text

    def sees_status(self) -> str:
        """Return what stands on the page behind the newest link for who showed who they are."""
        answer = self._sends(self.link(), address=self.email, show_status="")
        assert answer.status_code == 302, answer.text
        return self.reads(self.link())

    def names(self, name: str, email: str, **more: str) -> None:
        """Say behind the newest link that somebody else is the right person."""
        fields = {"name": name, "email": email, "address": self.email, **more}
        answer = self._sends(f"{self.link()}colleague/", **fields)
        assert answer.status_code == 302, answer.text
        self.story.rest()

    def _sends(self, url: str, **fields: str) -> httpx.Response:
        page = self._browser.get(url).raise_for_status()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
        assert token, page.text
        return self._browser.post(url, data={"csrfmiddlewaretoken": token[1], **fields})

    def does(self, *steps: dict[str, Any]) -> None:
        """Go through steps of the assistant, one after the other, the portal looking on."""
        for step in steps:
            self.story.stack.sandbox.walk(self.assistant, step)
            self.story.rest()
