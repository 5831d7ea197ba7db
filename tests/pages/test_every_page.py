"""Every page: accessible in both themes, no wider than a phone, valid HTML, no stray request."""

from collections.abc import Callable
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from django.test import Client
from django.urls import resolve, reverse
from playwright.sync_api import Page

from organizations import urls as organizations_urls
from organizations.models import User
from tests.browser import assert_accessible_and_fits
from tests.markup import assert_valid
from tests.pages.conftest import Desk
from tickets import urls as tickets_urls

# The browser's own line about an answer that is a 404 on purpose.
NOT_FOUND = ("status of 404",)
# Django's own search field in the admin: an icon labels it.
OF_DJANGO = ("label-title-only",)


# So that as many processes share the work.
PARTS = 4


@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_is_valid_accessible_and_fits(
    furnished: Desk,
    page_for: Callable[..., Page],
    operator: User,
    desk_as: Callable[..., Client],
    part: int,
) -> None:
    """Each page is asked for once, and looked at in both themes and widths."""
    assert _left_out(furnished, desk_as(operator)) == []

    problems = []
    for user, addresses in ((operator, furnished.staff), (None, furnished.customer)):
        page = page_for(user, tolerate=NOT_FOUND)
        for name, address in [*addresses.items()][part::PARTS]:
            answer = page.goto(address)
            try:
                assert answer
                assert answer.status == 200 or "nothing" in name or "unknown" in name
                assert_valid(answer.text())
                assert_accessible_and_fits(page, besides=OF_DJANGO if "admin" in name else ())
            except Exception as error:  # the parser's own errors too
                problems.append(f"{name} ({answer.status if answer else '?'}): {error}")

    assert not problems, "\n\n".join(problems)


# What has an address but is no page of its own: parts, files, and answers to a POST.
NO_PAGES = {
    "organizations:find",
    "tickets:tickets_export",
    "tickets:scheduled_html",
    "tickets:copy_link",
    "tickets:person_link",
    "tickets:job_template",
    "tickets:mail_hook",
    "tickets:mail_html",
    "tickets:reports_csv",
}


def _left_out(furnished: Desk, desk: Client) -> list[str]:
    """Return what staff can open that is not among the pages seen here and photographed."""
    addresses = [*furnished.staff.values(), *furnished.customer.values()]
    seen = {resolve(urlsplit(one).path).view_name for one in addresses if "nothing" not in one}
    missing = []
    for app, urls in (("organizations", organizations_urls), ("tickets", tickets_urls)):
        for pattern in urls.urlpatterns:
            name = f"{app}:{getattr(pattern, 'name', '')}"
            if not getattr(pattern, "name", "") or name in seen | NO_PAGES:
                continue
            given = {
                "pk": 1,
                "tenant_pk": 1,
                "delivery_pk": 1,
                "profile_id": "ssp_1",
                "token": "x",
                "hook_id": UUID(int=0),
                "link_id": UUID(int=0),
                "kind": "unopened",
            }
            wanted = {one: given[one] for one in pattern.pattern.converters}
            if desk.get(reverse(name, kwargs=wanted)).status_code != 405:
                missing.append(name)

    return missing
