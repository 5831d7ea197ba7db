"""The whole product as real processes, with the demo's sample customers, and browsers to use it."""

import sys
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import Watch
from tests.processes import Stack, running_stack

# Milliseconds: many processes share the machine.
expect.set_options(timeout=20_000)


@pytest.fixture(scope="package")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Web, worker, beat, broker, sandbox and mail server, one of each for all journeys."""
    with running_stack(tmp_path_factory.mktemp("journeys")) as stack:
        stack.manage("seed_demo")
        haste = [sys.executable, "-m", "tests.journeys.haste"]
        stack.processes.start("haste", haste, stack.env)
        yield stack


@pytest.fixture
def browser_of(stack: Stack, chromium: Browser) -> Iterator[Callable[[], Page]]:
    """`browser_of()` is the browser of one more person; what goes wrong in it fails the test."""
    hosts = {urlsplit(url).netloc for url in (stack.portal_url, stack.sandbox.url)}
    # The browser's own line about a session that has ended.
    watch = Watch(hosts, tolerate=("the server responded with a status of 403",))
    contexts = []

    def start() -> Page:
        context = chromium.new_context(base_url=stack.portal_url, reduced_motion="reduce")
        context.set_default_timeout(20_000)
        watch.follow(context)
        contexts.append(context)
        return context.new_page()

    yield start

    for context in contexts:
        context.close()
    assert watch.problems == []
