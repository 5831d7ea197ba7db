"""Sign-in errors: explained to staff, and the company's own texts, which customers get too."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from organizations.models import Event, OwnFailure, Tenant, User
from organizations.services import failures
from portal import clock
from tests.factories import make_connection, make_customer, make_tenant

from .counting import queries

pytestmark = pytest.mark.django_db

PAGE = "/sign-in-errors/"
GIVEN = {
    "fragment": "Not enough seats in {}",
    "owner": "idp_admin",
    "title": "No seat is free",
    "remedy": "Buy a seat, or remove somebody.",
}


@pytest.fixture
def manager_desk(manager: User, desk_as: Callable[[User], Client]) -> Client:
    return desk_as(manager)


@pytest.fixture
def row() -> OwnFailure:
    return OwnFailure.objects.create(**GIVEN, created_at=clock.now())


def explain(desk: Client, text: str, language: str = "en") -> Any:
    return desk.post(PAGE, {"text": text, "language": language})


def test_a_text_is_explained_with_an_answer_in_the_customers_language(desk: Client) -> None:
    page = explain(desk, "AADSTS50105 for al@acme.com", "de")

    text = page.content.decode()
    assert "The person isn’t assigned to the app" in text
    assert "The customer&#x27;s identity provider administrator" in text
    assert "Die Person ist der App nicht zugewiesen\n" in page.context["answer"]
    assert "error?code=50105" in page.context["answer"]
    assert "[…]" in page.context["told"].redacted
    assert not Event.objects.filter(verb__startswith="failure:").exists()


def test_a_remedy_repeats_addresses_of_any_tenant_and_of_nobody_else(desk: Client) -> None:
    make_tenant(domain="umbrella.eu.auth0.com", custom_domain="login.umbrella.com")
    said = "Recipient is invalid. Configured: https://{}/login/callback?connection=a"

    ours = explain(desk, said.format("login.umbrella.com")).context["told"]
    other = explain(desk, said.format("evil.example")).context["told"]

    assert "https://login.umbrella.com/login/callback?connection=a" in ours.remedy
    assert "evil" not in other.remedy


def test_nothing_pasted_names_the_field(desk: Client) -> None:
    assert "This field is required." in explain(desk, "").content.decode()


def test_managers_add_a_text_and_everybody_sees_it_explained(
    manager_desk: Client, desk: Client
) -> None:
    answer = manager_desk.post(
        f"{PAGE}new/",
        {**GIVEN, "title_de": "Kein Platz ist frei", "remedy_ja": "席を追加。"},
    )

    assert answer["Location"] == PAGE
    [row] = OwnFailure.objects.all()
    assert row.translations == {
        "de": {"title": "Kein Platz ist frei"},
        "ja": {"remedy": "席を追加。"},
    }
    told = explain(desk, "Sorry: not enough seats in Acme Inc.").context["told"]
    assert (told.title, told.owner) == ("No seat is free", "idp_admin")
    assert GIVEN["fragment"] in desk.get(PAGE).content.decode()
    assert [event.verb for event in Event.objects.all()] == ["failure:add"]


def test_an_own_text_is_read_in_the_language_it_was_translated_to(row: OwnFailure) -> None:
    OwnFailure.objects.update(translations={"de": {"title": "Kein Platz ist frei"}})

    with translation.override("de"):
        told = failures.explain_screen("Not enough seats in Acme")

    assert told.title == "Kein Platz ist frei"
    assert told.remedy == GIVEN["remedy"]
    assert told.category == f"own-{row.pk}"


def test_an_own_text_may_hold_anything(row: OwnFailure, desk: Client) -> None:
    OwnFailure.objects.update(title="<b>{audience}</b> %s", remedy="{0} {configured}")

    page = explain(desk, "Not enough seats in <script>alert(1)</script>")

    assert page.context["told"].remedy == "{0} {configured}"
    assert "&lt;b&gt;{audience}&lt;/b&gt; %s" in page.content.decode()


def test_a_text_is_changed_and_deleted(manager_desk: Client, row: OwnFailure) -> None:
    changed = manager_desk.post(f"{PAGE}{row.pk}/", {**GIVEN, "title": "No seats left"})
    row.refresh_from_db()
    asked = manager_desk.get(f"{PAGE}{row.pk}/delete/")
    deleted = manager_desk.post(f"{PAGE}{row.pk}/delete/")

    assert changed["Location"] == deleted["Location"] == PAGE
    assert row.title == "No seats left"
    assert GIVEN["fragment"] in asked.content.decode()
    assert not OwnFailure.objects.exists()
    verbs = Event.objects.order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["failure:change", "failure:delete"]


@pytest.mark.parametrize(
    ("fragment", "why"),
    [
        ("seats", "Enter at least 8 characters"),
        ("{} {} {} {} {}", "Start with a part of the message"),
        ("{} has no seat at all", "Start with a part of the message"),
        ("No seats in {organization}", "Start with a part of the message"),
        ("No seats in {", "Start with a part of the message"),
        ("", "This field is required."),
        (GIVEN["fragment"], "already exists"),
    ],
)
def test_a_fragment_that_would_explain_anything_is_refused(
    manager_desk: Client, row: OwnFailure, fragment: str, why: str
) -> None:
    page = manager_desk.post(f"{PAGE}new/", {**GIVEN, "fragment": fragment})

    assert page.status_code == 200
    assert why in page.content.decode()
    assert OwnFailure.objects.count() == 1


def test_texts_that_nothing_explains_are_listed_as_text(desk: Client, tenant: Tenant) -> None:
    connection = make_connection(make_customer("Acme"), tenant)
    now = clock.now()
    for outcome, text in (("unknown", "<b>New</b> failure"), ("blocked", "user is blocked")):
        connection.sign_in_days.create(
            day=now.date(), outcome=outcome, text=text, count=3, first_at=now, last_at=now
        )

    page = desk.get(PAGE).content.decode()

    assert "&lt;b&gt;New&lt;/b&gt; failure" in page
    assert "user is blocked" not in page
    assert connection.get_absolute_url() in page


def test_more_texts_and_tenants_ask_the_database_no_more_often(desk: Client) -> None:
    before = queries(desk, PAGE)
    for number in range(20):
        OwnFailure.objects.create(
            **{**GIVEN, "fragment": f"Failure {number}"}, created_at=clock.now()
        )
    Tenant.objects.update(active=True)

    assert queries(desk, PAGE) == before
