"""Every page: accessible in both themes, no wider than a phone, valid HTML, no stray request."""

from collections.abc import Callable

import pytest
from django.test import Client
from playwright.sync_api import Page

from organizations.models import User
from tests.browser import assert_accessible, assert_fits
from tests.markup import assert_valid
from tests.pages.conftest import Desk

# The browser's own line about an answer that is a 404 on purpose.
NOT_FOUND = ("status of 404",)
# Django's own search field in the admin: an icon labels it.
OF_DJANGO = ("label-title-only",)


@pytest.mark.parametrize(
    ("theme", "width"), [("light", 1280), ("dark", 390)], ids=["light-desktop", "dark-phone"]
)
def test_every_page_is_accessible_and_fits(
    furnished: Desk, page_for: Callable[..., Page], operator: User, theme: str, width: int
) -> None:
    problems = []
    for user, addresses in ((operator, furnished.staff), (None, furnished.customer)):
        page = page_for(user, theme=theme, width=width, tolerate=NOT_FOUND)
        for name, address in addresses.items():
            answer = page.goto(address)
            try:
                assert answer
                assert answer.status == 200 or "nothing" in name or "unknown" in name
                assert_accessible(page, besides=OF_DJANGO if "admin" in name else ())
                assert_fits(page)
            except AssertionError as error:
                problems.append(f"{name} ({answer.status if answer else '?'}): {error}")

    assert not problems, "\n\n".join(problems)


def test_every_page_is_valid_html(
    furnished: Desk, desk_as: Callable[[User], Client], operator: User, client: Client
) -> None:
    problems = []
    for reader, addresses in ((desk_as(operator), furnished.staff), (client, furnished.customer)):
        for name, address in addresses.items():
            try:
                assert_valid(reader.get(address).content.decode())
            except Exception as error:  # the parser's own errors too
                problems.append(f"{name}: {error}")

    assert not problems, "\n\n".join(problems)
