"""A new customer in one go: from a company's name to the review of the first ticket."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client

from organizations.auth0_clients import auth0
from organizations.models import Customer, Organization, Tenant, User
from tests import factories
from tests.sandbox_process import Sandbox
from tests.tickets.pages.html import fields_of
from tickets.models import Link, Preset, Ticket

TYPED = {
    "company": "Globex GmbH",
    "domain": "Globex.com",
    "person": "Hank",
    "email": "hank@globex.com",
    "language": "en",
}
SETUP = "/tickets/setup/"


@pytest.fixture
def typed(preset: Preset) -> dict[str, str]:
    return {**TYPED, "preset": str(preset.pk)}


def test_from_a_name_to_a_sent_ticket(desk: Client, typed: dict[str, str]) -> None:
    second = desk.post(SETUP, typed)
    assert not Customer.objects.exists()  # nothing is made before the second step
    assert second.context["who"].initial["organization"] == "new"

    review = desk.post(SETUP, {**typed, "organization": "new"})
    page = desk.get(review["Location"])
    desk.post(review["Location"], {**fields_of(page, "ticket"), "send": "1"})

    customer = Customer.objects.get()
    domains = [domain.name for domain in customer.domains.filter(connection=None)]
    assert (customer.name, domains) == ("Globex GmbH", ["globex.com"])
    assert customer.organizations.get().name == "globex-gmbh"
    assert Ticket.objects.get().link.recipient_email == "hank@globex.com"


def test_proposes_the_organization_of_the_same_name(
    desk: Client, typed: dict[str, str], tenant: Tenant
) -> None:
    made = auth0(tenant).organizations.create(name="globex-gmbh", display_name="Globex GmbH")

    who = desk.post(SETUP, typed).context["who"]
    assert who.initial["organization"] == made.id
    desk.post(SETUP, {**typed, "organization": made.id})

    assert Organization.objects.get().auth0_id == made.id


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "GLOBEX, Inc.", "domain": "elsewhere.com"},
        {"name": "Globex", "domain": "elsewhere.com"},
        {"name": "Another Name", "domain": "globex.com"},
    ],
)
def test_asks_whether_it_is_a_customer_who_is_here(
    desk: Client, typed: dict[str, str], fields: dict[str, str]
) -> None:
    known = factories.make_customer(fields["name"], domain=fields["domain"])

    who = desk.post(SETUP, typed).context["who"]
    assert [key for key, _ in who.fields["customer"].choices] == [str(known.pk), "new"]
    refused = desk.post(SETUP, {**typed, "organization": "new"})
    assert "different company" in str(refused.context["who"].errors)
    desk.post(SETUP, {**typed, "organization": "new", "customer": str(known.pk)})

    assert Customer.objects.get() == known
    assert known.contacts.filter(email="hank@globex.com").exists()


def test_knows_an_international_domain_by_either_spelling(
    desk: Client, typed: dict[str, str]
) -> None:
    known = factories.make_customer("Another", domain="xn--mller-kva.example")

    who = desk.post(SETUP, {**typed, "domain": "Müller.example"}).context["who"]

    assert who.fields["customer"].choices[0][0] == str(known.pk)


@pytest.mark.parametrize(
    ("domain", "told"),
    [
        ("gmail.com", "Anyone can get an address at gmail.com"),
        ("YAHOO.co.uk", "Anyone can get an address at yahoo.co.uk"),
        ("linkedin.com", "Many companies have a page at linkedin.com"),
        ("a.com b.com", "Enter one domain"),
        ("hank@globex.com", "isn&#x27;t a domain"),
        ("", "Enter the company&#x27;s email domain"),
    ],
)
def test_refuses_what_is_no_company_domain(
    desk: Client, typed: dict[str, str], domain: str, told: str
) -> None:
    answer = desk.post(SETUP, {**typed, "domain": domain})

    assert told in answer.content.decode()
    assert answer.context["who"] is None


def test_can_be_left_and_taken_up_again(desk: Client, typed: dict[str, str]) -> None:
    desk.post(SETUP, typed)

    again = desk.get(SETUP)
    assert fields_of(again, "setup")["company"] == "Globex GmbH"
    desk.post(SETUP, {"discard": "1"})

    assert not fields_of(desk.get(SETUP), "setup")["company"]


def test_an_archived_customer_is_not_set_up(desk: Client, typed: dict[str, str]) -> None:
    known = factories.make_customer("Globex", archived_at=factories.clock.now())

    choice = {"organization": "new", "customer": str(known.pk)}
    answer = desk.post(SETUP, {**typed, **choice}, follow=True)

    assert "is archived" in answer.content.decode()


@pytest.mark.parametrize(
    ("status", "message", "shown_on"),
    [
        (400, "Payload validation error: 'String is too long' on property name.", "organization"),
        (400, "Payload validation error: 'Bad' on property display_name (…).", "organization"),
        (403, "The plan allows no more organizations.", "__all__"),
    ],
)
def test_shows_what_auth0_refuses_beside_the_field(
    desk: Client,
    typed: dict[str, str],
    sandbox: Sandbox,
    status: int,
    message: str,
    shown_on: str,
) -> None:
    body = {"statusCode": status, "error": "", "message": message, "errorCode": "invalid_body"}
    sandbox.fault(method="POST", path="/api/v2/organizations", status=status, times=3, body=body)

    refused = desk.post(SETUP, {**typed, "organization": "new"})

    sandbox.clear_faults()
    assert refused.status_code == 200
    assert message.split("'")[-1] in str(refused.context["who"].errors[shown_on][0])
    assert fields_of(refused, "setup")["company"] == "Globex GmbH"
    again = {key: text for key, text in fields_of(refused, "setup").items() if text}
    assert desk.post(SETUP, {**again, "organization": "new"}).status_code == 302
    assert Customer.objects.get().organizations.count() == 1


def test_says_beside_the_field_that_the_organization_exists(
    desk: Client, typed: dict[str, str], tenant: Tenant
) -> None:
    auth0(tenant).organizations.create(name="globex-gmbh", display_name="Globex GmbH")

    refused = desk.post(SETUP, {**typed, "organization": "new"})

    assert "already has an organization" in refused.context["who"].errors["organization"][0]


def test_is_closed_to_viewers(desk_as, viewer: User) -> None:
    assert desk_as(viewer).get(SETUP).status_code == 403


def at_once(desk: Client, path: str, data: dict[str, Any]) -> list[Any]:
    """Send a form four times at once, as a button that is pressed again does."""

    def post(_: int) -> Any:
        browser = Client()
        browser.cookies = desk.cookies
        try:
            return browser.post(path, data)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        return list(pool.map(post, range(4)))


@pytest.mark.django_db(transaction=True)
def test_sent_twice_at_once_makes_one_of_each(
    desk: Client, typed: dict[str, str], tenant: Tenant
) -> None:
    desk.post(SETUP, typed)

    made = at_once(desk, SETUP, {**typed, "organization": "new"})
    [review] = {one["Location"] for one in made}
    page = desk.get(review)
    sent = at_once(desk, review, {**fields_of(page, "ticket"), "send": "1"})

    customer = Customer.objects.get()
    assert customer.contacts.count() == customer.organizations.count() == 1
    names = [one.name for one in auth0(tenant).organizations.list().items]
    assert names.count("globex-gmbh") == 1
    assert {one["Location"] for one in sent} == {f"/tickets/{Ticket.objects.get().pk}/"}
    assert Link.objects.count() == 1


@pytest.mark.parametrize("nth", [1, 2, 3])
def test_sent_twice_with_the_first_done_while_the_second_is_read(
    desk: Client, typed: dict[str, str], nth: int
) -> None:
    desk.post(SETUP, typed)
    form = {**typed, "organization": "new"}
    first: list[Any] = []
    reads = 0

    def send_first(execute: Any, sql: str, *rest: Any) -> Any:
        nonlocal reads
        if 'FROM "organizations_customer"' in sql:
            reads += 1
            if reads == nth:
                browser = Client()
                browser.cookies = desk.cookies
                first.append(browser.post(SETUP, form))
        return execute(sql, *rest)

    with connection.execute_wrapper(send_first):
        second = desk.post(SETUP, form)

    assert [one["Location"] for one in first] == [second["Location"]]
    assert Customer.objects.count() == Organization.objects.count() == 1


def test_sent_again_right_away_leads_to_the_same_review(
    desk: Client, typed: dict[str, str]
) -> None:
    desk.post(SETUP, typed)

    first = desk.post(SETUP, {**typed, "organization": "new"})
    again = desk.post(SETUP, {**typed, "organization": "new"})

    assert again["Location"] == first["Location"]
    assert Customer.objects.count() == 1


def test_a_company_of_the_same_name_later_is_another(
    desk: Client, typed: dict[str, str], sandbox: Sandbox
) -> None:
    desk.post(SETUP, {**typed, "organization": "new"})
    sandbox.advance(61)

    desk.post(SETUP, {**typed, "organization": "new", "customer": "new"})

    assert Customer.objects.count() == 2
