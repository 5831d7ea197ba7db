"""Pages in a real browser. Each page that a test opens is watched: an error on the console, a
violation of the CSP or a request to a foreign host fails the test that caused it.
"""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal, cast
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

import pytest
from axe_playwright_python.sync_playwright import Axe, AxeResults
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from organizations.models import User
from tests.signing_in import signed_in

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
            client = signed_in(Client(), user)
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


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Callable[[str], None]]:
    """`phone(html)` lays out a page on a phone, without a server, and sees that it fits."""
    sheet = re.compile(r'<link rel="stylesheet" href="/static/([^"]+)"[^>]*>')
    # Without a server there is nothing to load again.
    renewal = re.compile(r'<meta http-equiv="refresh"[^>]*>')
    with chromium.new_context(
        viewport={"width": 390, "height": 900}, java_script_enabled=False
    ) as context:
        page = context.new_page()

        def show(html: str) -> None:
            page.set_content(sheet.sub(_style, renewal.sub("", html)))
            assert_fits(page)

        yield show


def _style(match: re.Match[str]) -> str:
    return f"<style>{(settings.BASE_DIR / 'static' / match[1]).read_text()}</style>"


def assert_accessible(page: Page, *, besides: tuple[str, ...] = (), only: str = "") -> None:
    """axe-core finds nothing to complain about on the page as it stands.

    `besides` are rules left out, `only` is the one rule that is tried.
    """
    options = {
        "resultTypes": ["violations"],
        "rules": {rule: {"enabled": False} for rule in besides},
        **({"runOnly": [only]} if only else {}),
    }
    watch = _watches[page.context]
    watch.listening = False  # axe-core tries out styles, which the CSP refuses
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(Axe().axe_script)
    results = AxeResults(page.evaluate("options => axe.run(document, options)", options))
    watch.listening = True

    assert results.violations_count == 0, results.generate_report()


def show_in(page: Page, theme: str) -> None:
    """Change the theme of a page as it stands; its colors have arrived when this returns."""
    page.emulate_media(color_scheme=cast(Literal["dark", "light"], theme))
    page.evaluate(
        """async () => {
          const fading = () => document.getAnimations().filter(one => one instanceof CSSTransition);
          do {
            fading().forEach(one => one.finish());
            await new Promise(requestAnimationFrame);
          } while (fading().length);
        }"""
    )


# On a desk by day, and on a phone by night.
LOOKS = (("light", 1280), ("dark", 390))


def assert_accessible_and_fits(page: Page, *, besides: tuple[str, ...] = ()) -> None:
    """The page as it stands is accessible and needs no sideways scrolling, in both looks.

    It is loaded once: only its style sheets know the theme and the width.
    """
    for theme, width in LOOKS:
        show_in(page, theme)
        page.set_viewport_size({"width": width, "height": 900})
        assert_accessible(page, besides=besides)
        assert_fits(page)


def assert_fits(page: Page) -> None:
    """Nobody has to scroll sideways."""
    inside, outside = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )

    assert inside <= outside, f"{page.url} is {inside} px wide in a window of {outside} px."
