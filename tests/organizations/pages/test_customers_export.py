import csv
import io
from typing import Any

import pytest
from django.test import Client

from organizations.models import Attention, Event, User
from portal import clock
from tests.factories import (
    make_connection,
    make_contact,
    make_customer,
    make_organization,
    make_tenant,
)
from tests.organizations.pages.counting import posted_queries

pytestmark = pytest.mark.django_db

EXPORT = "/customers/export/"


def exported(desk: Client, query: str = "") -> list[dict[str, str]]:
    answer: Any = desk.post(f"{EXPORT}?{query}")
    assert answer.status_code == 200
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_holds_everything_about_the_customers_shown(desk: Client, support: User) -> None:
    customer = make_customer("Acme", external_id="42", owner=support)
    make_contact(customer, name="Bob", email="bob@acme.com")
    tenant = make_tenant()
    make_organization(customer, tenant, auth0_id="org_1")
    connection = make_connection(customer, tenant, name="acme-sso", stage="live")
    for resolved in (None, clock.now()):
        Attention.objects.create(
            customer=customer,
            connection=connection,
            reason="stalled",
            since=clock.now(),
            resolved_at=resolved,
        )

    (row,) = exported(desk)

    assert row["Customer"] == "Acme"
    assert row["External ID"] == "42"
    assert row["Owner"] == str(support)
    assert row["Email domains"] == "acme.com"
    assert row["Contacts"] == "Alice Admin <alice@acme.com>\nBob <bob@acme.com>"
    assert row["Organization IDs"] == "org_1"
    assert row["Connections"] == "acme-sso"
    assert row["Stages"] == "Live"
    assert row["Needs attention"] == "Stalled"
    assert row["Created"].startswith(f"{customer.created_at:%Y-%m-%d}")
    assert row["Archived"] == ""


def test_holds_what_the_filters_show_in_their_order(desk: Client) -> None:
    for name in ("Beta", "Acme", "Gamma"):
        make_customer(name, owner=None)
    make_customer("Old", archived_at=clock.now())

    assert [row["Customer"] for row in exported(desk)] == ["Acme", "Beta", "Gamma"]
    assert [row["Customer"] for row in exported(desk, "sort=recent")] == ["Gamma", "Acme", "Beta"]
    assert [row["Customer"] for row in exported(desk, "q=acme")] == ["Acme"]
    assert [row["Customer"] for row in exported(desk, "show=archived")] == ["Old"]


def test_holds_every_page_of_a_long_list(desk: Client) -> None:
    for number in range(60):
        make_customer(f"C{number}", contact=False)

    assert len(exported(desk, "after=nonsense")) == 60


def test_holds_no_formula(desk: Client) -> None:
    customer = make_customer('=HYPERLINK("https://evil.example","x")', domain="evil.example")
    make_contact(customer, name="@SUM(A1)", email="a@evil.example")
    customer.contacts.exclude(name="@SUM(A1)").delete()

    (row,) = exported(desk)

    assert row["Customer"].startswith("'=")
    assert row["Contacts"].startswith("'@")


def test_is_recorded_with_filters_and_number(desk: Client, support: User) -> None:
    make_customer("Acme")
    make_customer("Globex")

    exported(desk, "q=acme&stage=&junk=1")

    event = Event.objects.get(verb="customer:export")
    assert event.user == support
    assert event.data == {"count": 1, "filters": "q=acme"}


def test_is_nothing_that_following_a_link_does(desk: Client) -> None:
    assert desk.get(EXPORT).status_code == 405
    assert not Event.objects.exists()


def test_asks_for_a_login(client: Client) -> None:
    assert client.post(EXPORT).status_code == 302


def test_asks_the_database_the_same_for_one_row_and_three(desk: Client) -> None:
    make_connection(make_customer("Acme"), make_tenant())
    before = posted_queries(desk, EXPORT)
    for name in ("Beta", "Gamma"):
        make_connection(make_customer(name), make_tenant())

    assert posted_queries(desk, EXPORT) == before
