from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from organizations.models import Attention, Customer, Event, Tenant, User
from organizations.services.customers import change_customer
from portal import clock
from tests.factories import (
    SYSTEM,
    make_connection,
    make_contact,
    make_customer,
    make_organization,
    make_tenant,
    make_ticket,
    make_user,
)
from tests.organizations.pages.counting import queries
from tickets.states import State

pytestmark = pytest.mark.django_db

LIST = "/customers/"


@pytest.fixture
def acme() -> Customer:
    return make_customer("Acme", external_id="42")


def make_or_find(name: str) -> Customer:
    return Customer.objects.filter(name=name).first() or make_customer(name)


def shown(desk: Client, **query: Any) -> list[str]:
    return [row.name for row in desk.get(LIST, query).context["page"].rows]


# --- The list --------------------------------------------------------------------------------


def test_lists_current_customers_by_name(desk: Client) -> None:
    make_customer("Globex")
    make_customer("Acme")
    make_customer("Old", archived_at=clock.now())

    assert shown(desk) == ["Acme", "Globex"]
    assert shown(desk, show="archived") == ["Old"]
    assert shown(desk, sort="recent") == ["Acme", "Globex"]


@pytest.mark.parametrize(
    "text",
    [
        *("acm", "ACME", "42", "acme.com", "Acme.com", "mail@it.acme", "Bob", "org_1", "acme-org"),
        *("acme-example", "con_1", "example-sso", "Acme Intl", "#{ticket}", "ticket {ticket}"),
        *("TICKET #{ticket}", "someone@acme.com", "@münchen.example"),
    ],
)
def test_finds_a_customer_by_whatever_is_at_hand(desk: Client, acme: Customer, text: str) -> None:
    tenant = make_tenant()
    make_customer("Globex", external_id="43")
    make_contact(acme, name="Bob Builder", email="mail@it.acme.example")
    acme.organizations.create(
        tenant=tenant,
        auth0_id="org_1",
        name="acme-org",
        display_name="Acme Intl",
        mapped_at=clock.now(),
    )
    acme.domains.create(name="xn--mnchen-3ya.example", created_at=clock.now())
    connection = make_connection(acme, tenant, name="acme-example-sso-1", auth0_id="con_1")
    ticket = make_ticket(connection)

    assert shown(desk, q=text.format(ticket=ticket.pk)) == ["Acme"]


def test_finds_a_customer_once_however_many_things_fit(desk: Client, acme: Customer) -> None:
    tenant = make_tenant()
    for number in range(3):
        make_contact(acme)
        make_connection(acme, tenant, name=f"acme-{number}")

    assert shown(desk, q="acme") == ["Acme"]


@pytest.mark.parametrize(
    "text", ["#0", "#999", "ticket", "org_2", "100%", "_", "\\", "#" + "9" * 40]
)
def test_finds_nobody_by_what_nobody_has(desk: Client, acme: Customer, text: str) -> None:
    make_ticket(make_connection(acme, make_tenant()))

    assert shown(desk, q=text) == []


def test_finds_one_letter_at_the_beginning_only(desk: Client) -> None:
    make_customer("Acme", domain="one.example", contact=False)
    make_customer("Umbrella", domain="two.example", contact=False)

    assert shown(desk, q="u") == ["Umbrella"]


def test_narrows_by_stage_tenant_owner_and_need(
    desk: Client, acme: Customer, support: User
) -> None:
    tenant, other = make_tenant(), make_tenant()
    make_customer("Globex", owner=support)
    connection = make_connection(acme, tenant, stage="live")
    Attention.objects.create(
        customer=acme, connection=connection, reason="stalled", since=clock.now()
    )

    assert shown(desk, stage="live") == ["Acme"]
    assert shown(desk, stage="planned") == []
    assert shown(desk, tenant=tenant.pk) == ["Acme"]
    assert shown(desk, tenant=other.pk) == []
    assert shown(desk, owner=support.pk) == ["Globex"]
    assert shown(desk, owner="me") == ["Globex"]
    assert shown(desk, owner="nobody") == ["Acme"]
    assert shown(desk, show="attention") == ["Acme"]


def test_narrows_to_the_unmapped(desk: Client, acme: Customer) -> None:
    make_organization(make_customer("Globex"), make_tenant())

    assert shown(desk, show="unmapped") == ["Acme"]


def test_finds_the_customers_of_who_has_left(desk: Client) -> None:
    gone = make_user(name="Gone Person", is_active=False)
    make_customer("Acme", owner=gone)

    assert shown(desk, owner=gone.pk) == ["Acme"]
    assert "Gone Person (deactivated)" in desk.get(LIST).content.decode()


def test_tells_filters_that_make_no_sense_and_narrows_nothing(desk: Client, acme: Customer) -> None:
    junk = {"stage": "nonsense", "tenant": "x", "owner": "999", "show": "?", "sort": "?"}
    junk["q"] = "x" * 201

    answer = desk.get(LIST, junk)

    assert [row.name for row in answer.context["page"].rows] == ["Acme"]
    assert set(answer.context["form"].errors) == set(junk)


def test_answers_a_position_that_no_page_gave(desk: Client) -> None:
    assert desk.get(LIST, {"after": "nonsense"}).status_code == 400


def test_sorts_by_whose_setup_has_waited_longest(desk: Client) -> None:
    tenant, now = make_tenant(), clock.now()
    for name, days in (("Acme", [1, 5]), ("Globex", [9]), ("Hooli", [3])):
        for number in days:
            make_connection(
                make_or_find(name), tenant, stage="opened", stage_since=now - timedelta(days=number)
            )
    make_connection(make_or_find("Acme"), tenant, stage="live", stage_since=now - timedelta(99))
    make_connection(make_customer("Live"), tenant, stage="live")

    page = desk.get(LIST, {"sort": "waiting"})

    assert [row.name for row in page.context["page"].rows] == ["Globex", "Acme", "Hooli"]
    assert page.context["tally"] == "3"
    assert "Waiting since" in page.content.decode()
    assert shown(desk, sort="waiting", q="acme.com", owner="nobody") == ["Acme"]


def test_turns_pages_of_those_who_wait(desk: Client) -> None:
    tenant, now = make_tenant(), clock.now()
    for number in range(60):
        customer = make_customer(f"C{number:02}", contact=False, domain=f"c{number}.com")
        since = now - timedelta(minutes=60 - number // 2)
        make_connection(customer, tenant, stage="opened", stage_since=since)

    first = desk.get(LIST, {"sort": "waiting"}).context["page"]
    second = desk.get(LIST, {"sort": "waiting", "after": first.after}).context["page"]

    walked = [row.name for row in [*first.rows, *second.rows]]
    assert walked == [f"C{number:02}" for number in range(60)]


def test_turns_pages(desk: Client) -> None:
    for number in range(60):
        make_customer(f"Customer {number:02}", domain=f"c{number}.com", contact=False)

    first = desk.get(LIST).context["page"]

    assert len(first.rows) == 50
    assert shown(desk, after=first.after)[0] == "Customer 50"


@pytest.mark.parametrize("path", [LIST, "/"])
def test_asks_the_database_the_same_for_one_row_and_three(desk: Client, path: str) -> None:
    def row(number: int) -> None:
        customer = make_customer(f"C {number}", domain=f"c{number}.com")
        tenant = make_tenant()
        customer.organizations.create(
            tenant=tenant, auth0_id=f"org_{number}", state="gone", mapped_at=clock.now()
        )
        connection = make_connection(customer, tenant, name=f"c-{number}")
        make_ticket(connection, state=State.ISSUED)
        Attention.objects.create(
            customer=customer, connection=connection, reason="stalled", since=clock.now()
        )
        Event.objects.create(
            at=clock.now(), verb="customer:create", actor_name="x", customer=customer
        )

    row(1)
    before = queries(desk, path)
    row(2)
    row(3)

    assert queries(desk, path) == before


def test_asks_the_same_for_one_connection_and_three(desk: Client, acme: Customer) -> None:
    tenant = make_tenant()

    def row(number: int) -> None:
        make_ticket(make_connection(acme, tenant, name=f"c-{number}"), state=State.ISSUED)
        make_contact(acme)

    row(1)
    before = queries(desk, acme.get_absolute_url())
    row(2)
    row(3)

    assert queries(desk, acme.get_absolute_url()) == before


# --- One customer ----------------------------------------------------------------------------


def test_creates_a_customer_and_asks_for_a_contact(desk: Client, support: User) -> None:
    typed = {"name": "Acme", "domains": "Acme.com\nmünchen.de", "owner": support.pk}

    answer = desk.post("/customers/new/", typed)

    customer = Customer.objects.get()
    assert answer["Location"] == reverse("organizations:contact_new", args=[customer.pk])
    names = customer.domains.values_list("name", flat=True)
    assert set(names) == {"acme.com", "xn--mnchen-3ya.de"}
    event = Event.objects.get(verb="customer:create")
    assert (event.user, event.ip) == (support, "127.0.0.1")


@pytest.mark.parametrize(
    ("typed", "field", "told"),
    [
        ({"name": ""}, "name", "required"),
        ({"name": "x" * 201}, "name", "200"),
        ({"domains": "acme.com, nonsense"}, "domains", "a domain. Enter one such as acme.com"),
        ({"external_id": "42"}, "external_id", "Acme already has this external ID"),
        ({"external_id": "x" * 101}, "external_id", "100"),
        ({"owner": "999"}, "owner", "valid choice"),
        ({"time_zone": "Europe/Atlantis"}, "time_zone", "a time zone"),
        ({"name": "a\0b"}, "name", "a control character"),
    ],
)
def test_says_what_is_wrong_with_a_customer(
    desk: Client, acme: Customer, typed: dict[str, str], field: str, told: str
) -> None:
    answer = desk.post("/customers/new/", {"name": "Globex", **typed})

    assert answer.status_code == 200
    assert told in str(answer.context["form"].errors[field])
    assert Customer.objects.get() == acme


def test_edits_a_customer(desk: Client, acme: Customer) -> None:
    page = desk.get(f"/customers/{acme.pk}/edit/")
    assert "acme.com" in page.content.decode()

    desk.post(f"/customers/{acme.pk}/edit/", {"name": "Acme Ltd", "domains": "acme.com"})

    acme.refresh_from_db()
    assert (acme.name, acme.external_id) == ("Acme Ltd", "")


def test_warns_of_a_domain_that_two_customers_claim(desk: Client, acme: Customer) -> None:
    make_customer("Globex", domain="acme.com")

    page = desk.get(acme.get_absolute_url()).content.decode()

    assert "also listed as a domain of Globex" in page


def test_archives_and_brings_back(
    acme: Customer, manager: User, desk_as: Callable[[User], Client]
) -> None:
    desk = desk_as(manager)

    desk.post(f"/customers/{acme.pk}/archive/")
    acme.refresh_from_db()
    assert acme.archived_at is not None

    desk.post(f"/customers/{acme.pk}/unarchive/")
    acme.refresh_from_db()
    assert acme.archived_at is None


def test_says_which_ticket_keeps_a_customer_from_the_archive(
    acme: Customer, manager: User, desk_as: Callable[[User], Client]
) -> None:
    connection = make_connection(acme, make_tenant())
    make_ticket(connection, state=State.ISSUED)
    desk = desk_as(manager)

    asked = desk.get(f"/customers/{acme.pk}/archive/").content.decode()
    done = desk.post(f"/customers/{acme.pk}/archive/", follow=True).content.decode()

    assert connection.name in asked
    assert "Archive customer" not in asked
    assert "still has an active ticket" in done


@pytest.mark.parametrize("path", ["/customers/999/", "/contacts/999/edit/", "/connections/999/"])
def test_answers_what_is_not_there_with_404(desk: Client, path: str) -> None:
    assert desk.get(path).status_code == 404


# --- Contacts --------------------------------------------------------------------------------


def test_adds_edits_and_removes_a_contact(desk: Client, acme: Customer) -> None:
    acme.contacts.all().delete()
    typed = {"name": "Bob", "email": "bob@acme.com", "language": "ja"}

    desk.post(f"/customers/{acme.pk}/contacts/new/", typed)
    contact = acme.contacts.get()
    desk.post(f"/contacts/{contact.pk}/edit/", {**typed, "name": "Robert"})
    contact.refresh_from_db()
    assert (contact.name, contact.language) == ("Robert", "ja")
    desk.post(f"/contacts/{contact.pk}/remove/")

    assert not acme.contacts.exists()


@pytest.mark.parametrize(
    ("typed", "field", "told"),
    [
        ({"email": "nonsense"}, "email", "valid email"),
        ({"email": "ALICE@acme.com"}, "email", "already"),
        ({"email": ""}, "email", "required"),
        ({"name": ""}, "name", "required"),
        ({"language": "tlh"}, "language", "valid choice"),
    ],
)
def test_says_what_is_wrong_with_a_contact(
    desk: Client, acme: Customer, typed: dict[str, str], field: str, told: str
) -> None:
    answer = desk.post(
        f"/customers/{acme.pk}/contacts/new/",
        {"name": "Bob", "email": "bob@acme.com", "language": "en", **typed},
    )

    assert told in str(answer.context["form"].errors[field])
    assert acme.contacts.count() == 1


def test_shows_viewers_no_buttons_that_are_not_theirs(
    customer: Customer, tenant: Tenant, viewer: User, desk_as: Callable[[User], Client]
) -> None:
    make_connection(customer, tenant)

    page = desk_as(viewer).get(customer.get_absolute_url()).content.decode()

    for word in ("Edit", "Archive", "New ticket", "Unmap", "Import from Auth0", "Add"):
        assert f"> {word}" not in page, word


def test_domains_are_shown_as_people_write_them_and_stay_what_they_are(
    desk: Client, acme: Customer
) -> None:
    kept = {"acme.com", "xn--strae-oqa.example"}
    change_customer(acme, domains=sorted(kept), by=SYSTEM)
    edit = reverse("organizations:customer_edit", args=[acme.pk])

    field = desk.get(edit).context["form"]["domains"]
    text = field.field.prepare_value(field.value())
    desk.post(edit, {"name": "Acme SE", "external_id": "42", "domains": text})

    assert text.split() == ["acme.com", "straße.example"]
    acme.refresh_from_db()
    assert acme.name == "Acme SE"
    assert set(acme.domains.values_list("name", flat=True)) == kept
