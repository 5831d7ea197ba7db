"""The page of reports: figures, filters, file and print, without JavaScript too."""

import csv
import re
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from organizations.models import Attention, Customer, Stage, Tenant, User
from portal import clock
from tests import factories
from tests.browser import assert_accessible_and_fits
from tests.markup import assert_valid
from tests.organizations.pages.counting import queries

pytestmark = pytest.mark.django_db(transaction=True)

LIVE = {"opened_hours": 12, "configured_hours": 24, "live_hours": 60, "mails": 3}

FAILURES = "Your identity provider signs with another certificate: 1, A deleted text of your own: 1"


@pytest.fixture
def tenant(db: None) -> Tenant:
    return factories.make_tenant(name="Production")


@pytest.fixture
def customer(tenant: Tenant) -> Customer:
    return factories.make_customer("Acme", contact=False)


@pytest.fixture
def office(desk_as: Callable[[User], Client], manager: User) -> Client:
    return desk_as(manager)


@pytest.fixture
def setups(customer: Customer, tenant: Tenant) -> None:
    """One that went live by itself, one with help, and one that stopped; 40 days ago."""
    began = clock.now() - timedelta(days=40)
    preset = factories.make_preset(tenant, name="=1+1")
    for stage, fields in (
        (Stage.IN_USE, {**LIVE, "in_use_hours": 72, "strategy": "okta"}),
        (Stage.LIVE, {**LIVE, "acts": 2, "strategy": "waad"}),
        (Stage.OPENED, {"opened_hours": 36}),
    ):
        connection = factories.make_connection(customer, tenant, stage=stage)
        factories.make_milestones(connection, began, preset=preset, **fields)
    now = clock.now()
    connection.attentions.create(customer=customer, reason=Attention.Reason.STALLED, since=now)
    times = {"began_at": now, "last_at": now, "over_at": now, "changed_at": now}
    for outcome in ("certificate", "own-4711"):
        connection.sign_in_troubles.create(outcome=outcome, **times)


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def file_of(office: Client, query: str = "") -> list[dict[str, str]]:
    response = office.get(f"/reports/setups.csv{query}")
    assert response.status_code == 200
    content = b"".join(response.streaming_content).decode()  # type: ignore[attr-defined]
    return list(csv.DictReader(StringIO(content.removeprefix("\ufeff"))))


def test_says_when_there_is_nothing_yet(office: Client):
    page = office.get("/reports/")

    assert "No setups in this time" in text_of(page)
    assert_valid(page.content.decode())


def test_shows_every_figure_with_its_definition(office: Client, setups: None):
    page = office.get("/reports/")

    assert_valid(page.content.decode())
    text = text_of(page)
    for shown in (
        '<td data-label="Live">2 (67%)</td>',
        '<td data-label="Live: median">2.5</td>',
        '<td data-label="No staff action">50%</td>',
        '<td data-label="Emails per setup">2.0</td>',
        '<td data-label="Reasons and number of setups">Stalled: 1</td>',
        f'<td data-label="Reasons and number of setups">{FAILURES}</td>',
        "never live and have been in the same stage for more than 14 days",
    ):
        assert shown in text, shown


def test_groups_and_narrows_by_what_is_chosen(office: Client, setups: None):
    by_provider = text_of(office.get("/reports/?by=provider"))
    of_okta = text_of(office.get("/reports/?by=provider&provider=okta"))

    assert '<th scope="row">Microsoft Entra ID</th>' in by_provider
    assert '<th scope="row">Not chosen yet</th>' in by_provider
    assert '<th scope="row">Microsoft Entra ID</th>' not in of_okta
    assert '<td data-label="Setups">1</td>' in of_okta
    long_ago = office.get("/reports/?since=2001-01-01&until=2001-02-01")
    assert "No setups in this time" in text_of(long_ago)


@pytest.mark.parametrize(
    "query", ["?since=2026-02-01&until=2026-01-01", "?by=moon&tenant=99&since=soon", "?owner=x"]
)
def test_says_beside_its_field_what_makes_no_sense(office: Client, setups: None, query: str):
    page = office.get(f"/reports/{query}")

    assert page.status_code == 200
    assert "errorlist" in text_of(page)
    assert office.get(f"/reports/setups.csv{query}").status_code == 200


def test_file_holds_every_figure_and_no_formula(office: Client, setups: None):
    by_preset, total = file_of(office, "?by=preset")

    assert by_preset["Preset"] == "'=1+1"
    assert total["Preset"] == "All"
    shown = {name: value for name, value in total.items() if value not in ("", "0")}
    assert shown == {
        "Preset": "All",
        "Setups": "3",
        "Now: Opened": "1",
        "Now: Live": "1",
        "Now: In use": "1",
        "Reached: Opened": "3",
        "Reached: Configured": "2",
        "Reached: Live": "2",
        "Reached: In use": "1",
        "Days to Opened: median": "0.5",
        "Days to Opened: 90%": "1.5",
        "Days to Configured: median": "1.0",
        "Days to Configured: 90%": "1.0",
        "Days to Live: median": "2.5",
        "Days to Live: 90%": "2.5",
        "Days to In use: median": "3.0",
        "Days to In use: 90%": "3.0",
        "Stopped: Opened": "1",
        "Emails per setup": "2.0",
        "Reminders per setup": "0.0",
        "Follow-ups per setup": "0.0",
        "Live without staff action (%)": "50.0",
        "Attention: Stalled": "1",
        "Why sign-ins failed": FAILURES,
    }


def test_asks_the_database_as_often_for_one_setup_as_for_many(
    office: Client, customer: Customer, tenant: Tenant
):
    def add(count: int) -> None:
        for _ in range(count):
            connection = factories.make_connection(customer, tenant, stage=Stage.LIVE)
            factories.make_milestones(connection, clock.now(), live_hours=count)

    add(1)
    for path in ("/reports/", "/reports/?by=owner"):
        before = queries(office, path)
        add(5)
        assert queries(office, path) == before, path


def test_is_for_managers_and_operators(
    desk_as: Callable[[User], Client], support: User, manager: User, operator: User
):
    answers = [desk_as(user).get("/").content.decode() for user in (support, manager, operator)]

    assert ['href="/reports/"' in page for page in answers] == [False, True, True]
    assert desk_as(support).get("/reports/").status_code == 403


@pytest.mark.parametrize("script", [True, False])
def test_page_serves_with_and_without_javascript(
    page_for: Callable[..., Page], manager: User, setups: None, script: bool
):
    page = page_for(manager, javascript=script)
    page.goto("/reports/")
    expect(page.locator(".chart").first).to_be_visible()

    page.get_by_text("Table by month").first.click()
    expect(page.get_by_role("cell", name="3", exact=True).first).to_be_visible()
    page.get_by_label("Group by").select_option("provider")
    if not script:
        page.get_by_role("button", name="Search").click()

    page.wait_for_url("**/reports/?*by=provider*")
    expect(page.locator(".chart__label").get_by_text("Okta").first).to_be_visible()


def test_open_tables_are_accessible_and_fit(
    page_for: Callable[..., Page], manager: User, setups: None
):
    page = page_for(manager)
    page.goto("/reports/")
    for summary in page.locator("details.more > summary").all():
        summary.click()

    assert_accessible_and_fits(page)


def test_is_printed_with_its_tables_and_without_controls(
    page_for: Callable[..., Page], manager: User, setups: None
):
    page = page_for(manager)
    page.goto("/reports/")
    page.emulate_media(media="print", color_scheme="dark")

    expect(page.get_by_role("table").first).to_be_visible()
    expect(page.locator(".filters")).to_be_hidden()
    assert page.locator("#stages").evaluate("one => getComputedStyle(one).color") == "rgb(0, 0, 0)"


def test_is_found_by_the_palette(page_for: Callable[..., Page], manager: User):
    page = page_for(manager)
    page.goto("/customers/")
    page.keyboard.press("Control+k")
    page.keyboard.type("report")

    expect(page.locator("#palette [role=option]").first).to_contain_text("Reports")
