"""Pages in a real browser. Each page that a test opens is watched: an error on the console, a
violation of the CSP or a request to a foreign host fails the test that caused it.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from organizations.models import User

# Playwright runs an event loop in the test's thread, which Django takes for asynchronous code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser a test process: Debian's, else the one Playwright installed."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=FLAGS, timeout=60_000
        )
        yield browser
        browser.close()


# What htmx says of a request that the reader left behind; one that failed has a line of its own.
LEFT_BEHIND = ("htmx:sendAbort", "htmx:afterRequest")


@dataclass
class Watch:
    """What went wrong on the pages of one test."""

    hosts: set[str]
    tolerate: tuple[str, ...] = ()
    listening: bool = True
    problems: list[str] = field(default_factory=list)

    def follow(self, context: BrowserContext) -> None:
        context.on("console", self._hear)
        context.on("weberror", lambda error: self.problems.append(f"script: {error.error}"))
        context.on("request", lambda request: self._check_host(request.url))

    def _hear(self, message: ConsoleMessage) -> None:
        expected = any(text in message.text for text in (*self.tolerate, *LEFT_BEHIND))
        if message.type == "error" and self.listening and not expected:
            self.problems.append(f"console: {message.text} ({message.location})")

    def _check_host(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in ("http", "https") and parts.netloc not in self.hosts:
            self.problems.append(f"foreign host: {url}")


_watches: WeakKeyDictionary[BrowserContext, Watch] = WeakKeyDictionary()


@pytest.fixture
def page_for(live_server: Any, chromium: Browser) -> Iterator[Callable[..., Page]]:
    """`page_for(user)` opens a page at the desk; `page_for()` one of a customer.

    Options: width (pixels), theme ("light", "dark"), javascript, language, time_zone, hosts (more
    hosts that pages may talk to, as "127.0.0.1:8090"), tolerate (texts of console errors that are
    expected, such as the browser's own line about an answer 404). Addresses are relative to the
    portal.
    """
    contexts: list[BrowserContext] = []

    def open_page(
        user: User | None = None,
        *,
        width: int = 1280,
        theme: str = "light",
        javascript: bool = True,
        language: str = "en",
        time_zone: str = "UTC",
        hosts: tuple[str, ...] = (),
        tolerate: tuple[str, ...] = (),
    ) -> Page:
        context = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 900},
            color_scheme="dark" if theme == "dark" else "light",
            java_script_enabled=javascript,
            locale=language,
            timezone_id=time_zone,
            reduced_motion="reduce",
        )
        context.set_default_timeout(15_000)
        if user:
            client = Client()
            client.force_login(user)
            name = settings.SESSION_COOKIE_NAME
            context.add_cookies(
                [{"name": name, "value": client.cookies[name].value, "url": live_server.url}]
            )
        watch = Watch({urlsplit(live_server.url).netloc, *hosts}, tolerate)
        watch.follow(context)
        contexts.append(context)
        _watches[context] = watch
        return context.new_page()

    yield open_page

    for context in contexts:
        context.close()
    problems = [problem for context in contexts for problem in _watches[context].problems]
    assert not problems, "\n".join(problems)


def assert_accessible(page: Page, *, besides: tuple[str, ...] = ()) -> None:
    """axe-core finds nothing to complain about on the page as it stands, but for some rules."""
    rules = {rule: {"enabled": False} for rule in besides}
    watch = _watches[page.context]
    watch.listening = False  # axe-core tries out styles, which the CSP refuses
    results = Axe().run(page, options={"resultTypes": ["violations"], "rules": rules})
    watch.listening = True

    assert results.violations_count == 0, results.generate_report()


def assert_fits(page: Page) -> None:
    """Nobody has to scroll sideways."""
    inside, outside = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )

    assert inside <= outside, f"{page.url} is {inside} px wide in a window of {outside} px."
