"""The list of customers in a real browser: narrow it, keep the view, open it again, take it out."""

import re

import pytest
from playwright.sync_api import Page, expect

from organizations.models import SavedView
from tests.browser import assert_accessible_and_fits
from tests.factories import make_connection, make_customer

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def customers(tenant, support) -> None:
    make_connection(make_customer("Acme", owner=support), tenant, stage="opened")
    make_connection(make_customer("Globex"), tenant, stage="live")


def names(page: Page):
    return page.locator("#list tbody th a")


def test_narrowing_shows_in_place_and_marks_the_view(page_for, support):
    page = page_for(support)
    page.goto("/customers/")
    views = page.get_by_role("navigation", name="Views")
    expect(views.locator("[aria-current=page]")).to_have_text("All")

    page.get_by_label("Owner").select_option("Me")

    expect(names(page)).to_have_text(["Acme"])
    expect(page.get_by_text("1 customer", exact=True)).to_be_visible()
    expect(views.locator("[aria-current=page]")).to_have_text("Mine")
    page.get_by_label("Connection stage").select_option("Live")
    expect(page.get_by_text("No matching customers")).to_be_visible()
    expect(views.locator("[aria-current=page]")).to_have_count(0)


def test_a_view_is_saved_opened_renamed_and_deleted_by_keyboard(page_for, support):
    page = page_for(support)
    page.goto("/customers/")
    page.get_by_label("Connection stage").select_option("Opened")
    expect(names(page)).to_have_text(["Acme"])

    page.get_by_role("link", name="Save view").press("Enter")
    page.get_by_label("Name").fill("Half way")
    page.keyboard.press("Enter")
    expect(
        page.get_by_text("View “Half way” saved. It now appears above the list.")
    ).to_be_visible()

    page.get_by_role("link", name="All", exact=True).press("Enter")
    expect(names(page)).to_have_count(2)
    page.get_by_role("link", name="Half way").press("Enter")
    expect(names(page)).to_have_text(["Acme"])

    page.get_by_role("link", name="Edit view").press("Enter")
    page.get_by_label("Name").fill("Opened once")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Delete view").press("Enter")
    page.get_by_role("dialog").get_by_role("button", name="Delete view").press("Enter")
    expect(page.get_by_text("View “Opened once” deleted.")).to_be_visible()
    assert not SavedView.objects.exists()


def test_what_is_shown_is_taken_out_as_a_file(page_for, support):
    page = page_for(support)
    page.goto("/customers/?stage=live")

    with page.expect_download() as download:
        page.get_by_role("button", name="Export CSV").click()

    assert download.value.suggested_filename == "customers.csv"
    lines = download.value.path().read_text(encoding="utf-8-sig")
    assert "Globex" in lines
    assert "Acme" not in lines


def test_views_are_kept_without_javascript(page_for, support):
    page = page_for(support, javascript=False)
    page.goto("/customers/")

    page.get_by_label("Connection stage").select_option("Opened")
    page.get_by_role("main").get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Save view").click()
    page.get_by_label("Name").fill("Half way")
    page.get_by_role("button", name="Save view").click()
    page.get_by_role("link", name="Delete view").click()
    page.get_by_role("button", name="Delete view").click()

    expect(page).to_have_url(re.compile(r"/customers/$"))
    assert not SavedView.objects.exists()


def test_many_views_with_long_names_fit(page_for, manager):
    for number in range(12):
        SavedView.objects.create(
            user=manager, name=f"{number} {'A view with a long name' * 2}", query=f"q={number}"
        )
    page = page_for(manager)
    page.goto("/customers/?q=3")

    assert_accessible_and_fits(page)
