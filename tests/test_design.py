"""The design system: components as the styleguide shows them, page frames, error pages."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import psycopg
import pytest
from allauth.account.models import EmailAddress
from django.conf import settings as django_settings
from django.core.exceptions import PermissionDenied
from django.db.utils import OperationalError
from django.test import Client, RequestFactory
from django.utils import formats, timezone
from playwright.sync_api import Page, expect

from organizations.models import Attention, Domain, Organization, Stage, Tenant, User
from portal import clock
from portal.templatetags import portal as tags
from portal.text.dates import day_text, moment_text
from portal.web import views
from portal.web.design import badges
from tests.browser import assert_accessible, assert_accessible_and_fits, assert_fits, show_in
from tests.markup import assert_valid
from tickets.models import Attempt, Job, JobRow, Message
from tickets.states import State

pytestmark = pytest.mark.rendering

BASE_DIR = django_settings.BASE_DIR


@pytest.fixture
def styleguide(settings: Any) -> str:
    settings.ROOT_URLCONF = "tests.debug_urls"
    return "/styleguide/"


def _icons() -> set[str]:
    sprite = ElementTree.parse(BASE_DIR / "static" / "img" / "icons.svg")
    return {symbol.get("id", "") for symbol in sprite.getroot()}


# --- Badges, icons, times ------------------------------------------------------------------


@pytest.mark.parametrize(
    "states",
    [
        State,
        Stage,
        Domain.State,
        Domain.Lookup,
        Message.State,
        Attention.Reason,
        Attempt.Outcome,
        Organization.State,
        Tenant.Environment,
        Job.State,
        JobRow.State,
    ],
    ids=lambda states: states.__qualname__,
)
def test_badges_know_every_state(states: Any) -> None:
    unknown = set(states.values) - set(badges.APPEARANCES)

    assert unknown == set()


def test_badges_use_icons_and_tones_that_exist() -> None:
    css = (BASE_DIR / "static/css/components.css").read_text()

    assert {appearance.icon for appearance in badges.APPEARANCES.values()} <= _icons()
    assert {appearance.tone for appearance in badges.APPEARANCES.values()} <= set(
        re.findall(r"\.tone-(\w+)", css)
    )


def test_templates_use_icons_that_exist() -> None:
    used = {
        name
        for template in (BASE_DIR / "templates").rglob("*.html")
        for name in re.findall(
            r"""(?:{% icon |icon_name=|icon_name\|default:)"([\w-]+)""", template.read_text()
        )
    }

    assert used <= _icons()


def test_templates_use_classes_that_exist() -> None:
    css = "".join(path.read_text() for path in (BASE_DIR / "static/css").glob("*.css"))
    defined = set(re.findall(r"\.([a-zA-Z][\w-]*)", css))
    unknown = [
        f"{template.name}: {name}"
        for template in (BASE_DIR / "templates").rglob("*.html")
        if "email" not in template.parts
        for names in re.findall(
            r'class="([^"]*)"', re.sub(r"{%.*?%}[^{\s\"]*|{{.*?}}", " ", template.read_text())
        )
        for name in names.split()
        if name not in defined and not name.endswith("-")
    ]

    assert unknown == []


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "just now"),
        (-59, "just now"),
        (-180, "3\xa0minutes ago"),
        (-59 * 60 - 59, "59\xa0minutes ago"),
        (-26 * 3600, "1\xa0day ago"),
        (-13 * 86_400, "13\xa0days ago"),
        (30, "in less than a minute"),
        (4 * 3600 + 1, "in 4\xa0hours"),
        (5 * 3600 - 60, "in 5\xa0hours"),
        (13 * 86_400, "in 13\xa0days"),
        (14 * 86_400 - 1, "in 14\xa0days"),
    ],
)
def test_relative_says_moments_as_people_do(seconds: int, text: str, monkeypatch: Any) -> None:
    moment = clock.now().replace(hour=12, minute=0)
    monkeypatch.setattr(clock, "now", lambda: moment)

    assert tags.relative(moment + timedelta(seconds=seconds)) == text


def test_relative_names_the_date_when_it_is_far() -> None:
    moment = clock.now() - timedelta(days=400)

    assert tags.relative(moment).endswith(str(moment.year))


def test_when_shows_the_exact_moment_in_the_readers_zone() -> None:
    moment = clock.now().replace(year=2026, month=3, day=4, hour=13, minute=5, second=0)

    with timezone.override("Europe/Berlin"):
        html = tags.when(moment)

    assert 'title="March 4, 2026, 14:05 CET"' in html
    assert f'datetime="{moment.isoformat()}"' in html


def test_when_has_a_text_for_what_never_happened() -> None:
    assert tags.when(None) == "–"
    assert tags.when(None, "never") == "never"


# --- The styleguide ------------------------------------------------------------------------


@pytest.mark.django_db
def test_styleguide_is_valid_html(client: Client, styleguide: str) -> None:
    response = client.get(styleguide)

    assert_valid(response.content.decode())


@pytest.mark.django_db
def test_styleguide_is_not_served_without_debug(desk: Client) -> None:
    assert desk.get("/styleguide/").status_code == 404


def test_styleguide_shows_every_component() -> None:
    shown = (
        "".join(
            path.read_text()
            for path in (BASE_DIR / "templates").rglob("*.html")
            if path.parent.name != "organizations" and path.parent.name != "tickets"
        )
        + (BASE_DIR / "portal/templatetags/portal.py").read_text()
    )

    for component in (BASE_DIR / "templates/components").glob("*.html"):
        assert f"components/{component.name}" in shown or f"components/{component.stem}" in shown


def test_styleguide_is_accessible_and_fits(
    page_for: Callable[..., Page], operator: User, styleguide: str
) -> None:
    page = page_for(operator)

    page.goto(styleguide)

    assert_accessible_and_fits(page)
    page.set_viewport_size({"width": 640, "height": 900})  # 1280 px at 200 %
    assert_fits(page)


def test_styleguide_stays_readable_with_any_accent(
    page_for: Callable[..., Page], operator: User, styleguide: str, settings: Any
) -> None:
    page = page_for(operator)

    for accent in ("#ffe600", "#000000", "#ffffff", "#0a7d34"):
        settings.ACCENT_COLOR = accent
        page.goto(styleguide)
        for theme in ("light", "dark"):
            show_in(page, theme)
            assert_accessible(page, only="color-contrast")


def test_copy_button_copies_and_says_so(
    page_for: Callable[..., Page], operator: User, styleguide: str
) -> None:
    page = page_for(operator)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(styleguide)

    page.get_by_role("button", name="Copy Link").click()

    expect(page.get_by_role("button", name="Copied Link")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == "https://sso.example.com/l/a-secret/"


def test_confirmation_opens_as_a_dialog_and_cancel_returns(
    page_for: Callable[..., Page], operator: User, styleguide: str
) -> None:
    page = page_for(operator)
    page.goto(styleguide)

    page.get_by_role("link", name="Revoke…").click()
    dialog = page.get_by_role("dialog", name="Revoke ticket 214 for Acme?")
    expect(dialog).to_be_visible()
    dialog.get_by_role("link", name="Cancel").click()

    expect(dialog).to_have_count(0)
    expect(page.get_by_role("link", name="Revoke…")).to_be_focused()


def test_times_are_shown_in_the_zone_of_the_browser(
    page_for: Callable[..., Page], operator: User, styleguide: str
) -> None:
    page = page_for(operator, time_zone="Asia/Tokyo")
    page.goto(styleguide)  # its script tells the zone

    page.reload()

    expect(page.locator("time").first).to_have_attribute("title", re.compile("JST$"))


def test_lost_connection_is_told_and_taken_back(
    page_for: Callable[..., Page], operator: User, styleguide: str
) -> None:
    page = page_for(operator, tolerate=("ERR_FAILED", "htmx:"))
    page.goto(styleguide)
    page.route("**/styleguide/?*", lambda route: route.abort())
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_text("could not be refreshed")).to_be_visible()

    page.unroute("**/styleguide/?*")
    page.get_by_role("button", name="Search").click()

    expect(page.get_by_text("could not be refreshed")).to_be_hidden()


def test_form_errors_are_focused_and_lead_to_their_fields(
    page_for: Callable[..., Page], operator: User, styleguide: str
) -> None:
    page = page_for(operator)

    page.goto(styleguide)

    summary = page.get_by_role("alert").filter(has_text="errors to continue")
    expect(summary).to_be_focused()
    summary.get_by_role("link", name="Email address").click()
    expect(page.locator("#wrong_email")).to_be_focused()


def test_values_can_be_copied_by_hand_without_javascript(
    page_for: Callable[..., Page], operator: User, styleguide: str
) -> None:
    page = page_for(operator, javascript=False)

    page.goto(styleguide)

    expect(page.get_by_label("Link", exact=True)).to_have_value(
        "https://sso.example.com/l/a-secret/"
    )
    expect(page.get_by_role("button", name="Copy Link")).to_have_count(0)


def test_menus_open_by_keyboard_without_javascript(
    page_for: Callable[..., Page], operator: User, styleguide: str
) -> None:
    page = page_for(operator, width=390, javascript=False)
    page.goto(styleguide)

    page.get_by_role("button", name="Menu").press("Enter")
    page.get_by_role("button", name=str(operator)).press("Enter")

    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


# --- Frames and error pages ----------------------------------------------------------------


@pytest.mark.django_db
def test_navigation_shows_only_what_one_may_open(
    desk_as: Callable[[User], Client], viewer: User, operator: User
) -> None:
    of_viewer = desk_as(viewer).get("/account/2fa/").content.decode()
    of_operator = desk_as(operator).get("/account/2fa/").content.decode()

    assert "Customers</a>" in of_viewer
    assert "Audit log</a>" not in of_viewer
    assert "Audit log</a>" in of_operator
    assert "Administration</a>" not in of_viewer
    assert "Administration</a>" in of_operator


@pytest.mark.django_db
def test_sign_in_page_is_valid_and_offers_no_sign_up(client: Client) -> None:
    html = client.get("/account/login/").content.decode()

    assert_valid(html)
    assert "sign up" not in html.lower()
    assert "passkey" in html


@pytest.mark.django_db
def test_forbidden_names_the_role_and_whom_to_ask(viewer: User, operator: User) -> None:
    request = RequestFactory().get("/")
    request.user = viewer

    response = views.forbidden(request, PermissionDenied("issue_tickets"))

    html = response.content.decode()
    assert response.status_code == 403
    assert "<strong>support</strong>" in html
    assert "issue, resend, and revoke tickets" in html
    assert f"mailto:{operator.email}" in html


@pytest.mark.django_db
def test_nobody_changes_the_address_they_sign_in_by(desk: Client, support: User) -> None:
    added = desk.post("/account/email/", {"action_add": "", "email": "other@umbrella.example"})

    assert added.status_code == 404
    assert EmailAddress.objects.get().email == support.email


@pytest.mark.django_db
def test_unknown_address_has_a_calm_page(desk: Client, client: Client) -> None:
    for reader in (desk, client):
        response = reader.get("/account/nothing-here/")

        assert response.status_code == 404
        assert_valid(response.content.decode())


def test_server_error_page_needs_nothing_and_gives_a_number() -> None:
    response = views.server_error(RequestFactory().get("/"))

    html = response.content.decode()
    assert response.status_code == 500
    assert django_settings.SUPPORT_EMAIL in html
    assert_valid(html)


def test_database_away_says_that_it_passes() -> None:
    error = OperationalError("closed")
    error.__cause__ = psycopg.OperationalError("closed")
    try:
        raise error
    except OperationalError:  # as Django calls it
        response = views.server_error(RequestFactory().get("/"))

    html = response.content.decode()
    assert response.status_code == 503
    assert response["Retry-After"]
    assert "try again in a minute" in html
    assert_valid(html)


@pytest.mark.django_db
def test_stale_form_says_to_try_again() -> None:
    response = Client(enforce_csrf_checks=True).post("/account/login/", {})

    assert response.status_code == 403
    assert "Please try again" in response.content.decode()


@pytest.mark.django_db
def test_language_is_chosen_without_signing_in(client: Client) -> None:
    response = client.post("/language/", {"language": "de", "next": "/l/some-link/"})

    assert response["Location"] == "/l/some-link/"
    assert response.cookies[django_settings.LANGUAGE_COOKIE_NAME].value == "de"


def test_english_dates_name_their_month_in_full() -> None:
    day = datetime(2026, 12, 13, 14, 5, tzinfo=UTC)

    assert formats.date_format(day, "DATE_FORMAT") == "December 13, 2026" == day_text(day)
    assert tags.exact(day) == moment_text(day)
