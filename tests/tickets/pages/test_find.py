import re
from collections.abc import Callable

import pytest
from django.db import connection as database
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from organizations.models import Customer, Domain, Event, Stage, Tenant, User
from portal import clock
from portal.signing import link_token, record_token
from tests import factories
from tests.markup import assert_valid
from tickets.models import Preset
from tickets.states import State

FIND = "/find/"


def found(desk: Client, text: str) -> dict[str, list[str]]:
    """The labels of what is found, by group."""
    groups = desk.post(FIND, {"q": text}).context["groups"]
    return {group.title: [result.label for result in group.results] for group in groups}


def where(desk: Client, text: str) -> list[str]:
    return [
        result.url
        for group in desk.post(FIND, {"q": text}).context["groups"]
        for result in group.results
    ]


def test_for_nothing_typed_it_shows_all_there_is_to_open(desk: Client) -> None:
    page = desk.get(FIND)

    (group,) = page.context["groups"]
    labels = [result.label for result in group.results]
    assert {"New ticket", "New customer", "Home", "Tickets", "Tenants"} <= set(labels)
    assert "Audit log" not in labels
    assert_valid(page.content.decode())


def test_finds_a_customer_and_offers_a_ticket_for_them(desk: Client, customer: Customer) -> None:
    assert found(desk, "acm") == {"Customers": ["Acme"], "Issue a ticket": ["New ticket for Acme"]}
    assert where(desk, "acm") == [
        customer.get_absolute_url(),
        f"{reverse('tickets:new')}?customer={customer.pk}",
    ]


def test_puts_the_surest_first_and_the_archived_last(desk: Client, db: None) -> None:
    for name, archived in (("Acme", clock.now()), ("New Acme", None), ("Acme Bank", None)):
        factories.make_customer(name, archived_at=archived)

    assert found(desk, "acme")["Customers"] == ["Acme Bank", "New Acme", "Acme"]
    assert len(found(desk, "acme")["Issue a ticket"]) == 2


@pytest.fixture
def kestrel(tenant: Tenant) -> Customer:
    """Kestrel Robotics: Dana, Jörg Müller, and a domain that waits for its record."""
    customer = factories.make_customer("Kestrel Robotics", domain="kestrel.example")
    factories.make_contact(customer, name="Dana Reyes", email="dana@agency.example")
    factories.make_contact(customer, name="Jörg Müller", email="jm@agency.example")
    connection = factories.make_connection(
        customer, tenant, name="kestrel-sso", stage=Stage.DOMAIN_PENDING, auth0_id="con_k"
    )
    Domain.objects.create(
        customer=customer,
        connection=connection,
        name="sso.kestrel.example",
        state="pending",
        created_at=clock.now(),
    )
    return customer


@pytest.mark.parametrize(
    "text",
    [
        *("kestrel dana", "dana kestrel", "reyes  robotics", "agency kestrel-sso"),
        *("robotics kestrel.example", "sso.kestrel.example dana"),
        *("joerg müller", "jörg mueller", "mueller kestrel", "domain pending"),
        *("kestrel Domain Pending", "domain pending dana"),
    ],
)
def test_finds_by_words_in_any_order_and_field(
    desk: Client, kestrel: Customer, customer: Customer, text: str
) -> None:
    assert found(desk, text)["Customers"] == ["Kestrel Robotics"]


@pytest.mark.parametrize(
    "text", ["kestrel bob", "acme dana", "live kestrel", "acme domain pending"]
)
def test_every_word_has_to_fit(
    desk: Client, kestrel: Customer, customer: Customer, text: str
) -> None:
    assert "Customers" not in found(desk, text)


def test_says_whom_the_words_mean(desk: Client, kestrel: Customer) -> None:
    page = desk.post(FIND, {"q": "kestrel dana"}).content.decode()

    assert "Dana Reyes &lt;dana@agency.example&gt;" in page


def test_a_stage_leads_to_the_list_of_its_customers(desk: Client, kestrel: Customer) -> None:
    assert found(desk, "domain pending")["Go to"] == ["Customers: Domain pending"]
    assert f"{reverse('customers')}?stage=domain_pending" in where(desk, "domain pending")


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("new ticket for kestrel", ["New ticket for Kestrel Robotics"]),
        ("New ticket Kestrel Dana", ["New ticket for Kestrel Robotics"]),
        ("check dns kestrel", ["Check DNS of sso.kestrel.example"]),
        ("check dns of kestrel", ["Check DNS of sso.kestrel.example"]),
        ("refresh kestrel", ["Refresh kestrel-sso from Auth0"]),
        ("email kestrel", ["Email Alice Admin", "Email Dana Reyes", "Email Jörg Müller"]),
    ],
)
def test_does_what_is_asked_for_a_customer(
    desk: Client, kestrel: Customer, customer: Customer, text: str, offered: list[str]
) -> None:
    assert found(desk, text) == {"Actions": offered}


def test_finds_a_company_that_is_called_like_an_act(desk: Client, db: None) -> None:
    factories.make_customer("Email Foods")

    assert found(desk, "email foods")["Customers"] == ["Email Foods"]


def test_an_act_is_carried_out_by_a_button(desk: Client, kestrel: Customer) -> None:
    page = desk.post(FIND, {"q": "check dns kestrel"}).content.decode()

    domain = Domain.objects.get(name="sso.kestrel.example")
    address = reverse("organizations:domain_check", args=[domain.pk])
    assert re.search(
        rf'<form method="post" action="{address}">\s*<input type="hidden" name="csrf', page
    )
    assert_valid(page)


@pytest.mark.parametrize("text", ["new ticket for zzz", "check dns acme", "email"])
def test_what_no_act_fits_is_searched_for(desk: Client, customer: Customer, text: str) -> None:
    assert "Actions" not in found(desk, text)


def test_finds_for_whom_there_is_nothing_to_do(desk: Client, customer: Customer) -> None:
    assert found(desk, "check dns acme")["Customers"] == ["Acme"]


def test_acts_are_for_who_may_do_them(
    desk_as: Callable[[User], Client], viewer: User, kestrel: Customer
) -> None:
    assert found(desk_as(viewer), "new ticket for kestrel") == {}


def test_begins_with_the_customers_opened_last(
    desk: Client, kestrel: Customer, customer: Customer
) -> None:
    for one in (customer, kestrel, customer):
        desk.get(one.get_absolute_url())

    recent = desk.get(FIND).context["groups"][0]

    assert recent.title == "Recent"
    assert [one.label for one in recent.results] == ["Acme", "Kestrel Robotics"]


def test_says_whom_it_found_at_a_customer(desk: Client, customer: Customer) -> None:
    factories.make_contact(customer, name="Bob Builder", email="bob@elsewhere.example")

    page = desk.post(FIND, {"q": "bob@else"}).content.decode()

    assert "Bob Builder &lt;bob@elsewhere.example&gt;" in page


@pytest.mark.parametrize("text", ["{pk}", "#{pk}", "ticket {pk}", " #{pk} "])
def test_finds_a_ticket_by_its_number(
    desk: Client, customer: Customer, tenant: Tenant, text: str
) -> None:
    ticket = factories.make_ticket(factories.make_connection(customer, tenant))

    (label,) = found(desk, text.format(pk=ticket.pk))["Exact match"]

    assert label == f"Ticket #{ticket.pk}"


def test_finds_ids_pasted_from_anywhere(
    desk: Client, customer: Customer, tenant: Tenant, preset: Preset
) -> None:
    connection = factories.make_connection(customer, tenant, name="acme-sso", auth0_id="con_1")
    organization = customer.organizations.get()
    dashboard = (
        f"https://manage.auth0.com/dashboard/eu/acme/organizations/{organization.auth0_id}/x"
    )

    assert found(desk, organization.auth0_id)["Exact match"] == ["Acme"]
    assert found(desk, dashboard)["Exact match"] == ["Acme"]
    assert found(desk, "con_1")["Exact match"] == ["acme-sso"]
    assert found(desk, preset.profile_id)["Exact match"] == [
        f"Profile {preset.profile_id}",
        preset.name,
    ]
    assert connection.get_absolute_url() in where(desk, "con_1")


def test_finds_connections_presets_tenants_and_pages_by_name(
    desk: Client, customer: Customer, tenant: Tenant, preset: Preset
) -> None:
    factories.make_connection(customer, tenant, name="globex-sso")

    assert found(desk, "globex")["Connections"] == ["globex-sso"]
    assert found(desk, preset.name)["Settings"] == [preset.name]
    assert found(desk, tenant.domain)["Settings"] == [tenant.name]
    assert found(desk, "inven")["Go to"] == ["Inventory"]


@pytest.mark.parametrize(
    "text",
    [
        *("https://sso.example.com/l/{token}/", "/l/{token}/stop/?x=1", "{token}", " {token}\n"),
        "https://eur01.safelinks.protection.outlook.com/?url=http%3A%2F%2Flocalhost%3A8000%2Fl%2F"
        "{token}%2F&data=" + "05%7C02%7C" * 60,
    ],
)
def test_a_pasted_link_leads_to_its_newest_ticket_and_is_not_shown(
    desk: Client, customer: Customer, tenant: Tenant, text: str
) -> None:
    connection = factories.make_connection(customer, tenant)
    link = factories.make_link(connection)
    factories.make_ticket(connection, link=link, state=State.EXPIRED)
    newest = factories.make_ticket(connection, link=link)
    token = link_token(link.pk)

    page = desk.post(FIND, {"q": text.format(token=token)})

    (group,) = page.context["groups"]
    assert [result.url for result in group.results] == [newest.get_absolute_url()]
    assert token not in page.content.decode()
    assert page["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    link.refresh_from_db()
    assert not link.ended
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("https://protect-eu.mimecast.com/s/AbCdEfGhIjK?domain=sso.example.com", "Mimecast"),
        ("<https://url.us.m.mimecastprotect.com/s/AbCd>.", "Mimecast"),
        ("https://protect-us.mimecast.com/redirect/eNpVkMFuwjAMhl8lyr", "Mimecast"),
        ("https://clicktime.symantec.com/15tStUfTeNHzaLfj?h=AbC", "Symantec"),
        ("https://url.emailprotection.link/?b6t_II7rHqeURY3L4E7", "Proofpoint"),
        ("https://secure-web.cisco.com/1fCCdfJv_BYjz_YqipXEJjGHlm", "Cisco"),
        ("https://eu01.safelinks.protection.outlook.com/?data=05%7C02", "Microsoft"),
        ("https://u1.ct.sendgrid.net/ls/click?upn=u001.HIVfGxvP6wop", "SendGrid"),
    ],
)
def test_a_link_that_only_its_filter_can_resolve_is_told(
    desk: Client, text: str, name: str
) -> None:
    page = desk.post(FIND, {"q": text})

    assert f"only {name} knows where it leads" in page.content.decode()


def test_a_pasted_page_of_records_leads_to_its_connection(
    desk: Client, customer: Customer, tenant: Tenant
) -> None:
    connection = factories.make_connection(customer, tenant)

    address = f"https://sso.example.com/dns/{record_token(connection.pk)}/"

    assert where(desk, address) == [connection.get_absolute_url()]


def test_reads_no_link_from_an_address(desk: Client, customer: Customer, tenant: Tenant) -> None:
    """It would end in logs and in the browser's history."""
    link = factories.make_link(factories.make_connection(customer, tenant))

    page = desk.get(FIND, {"q": link.url})

    assert [group.title for group in page.context["groups"]] == ["Go to"]


@pytest.mark.parametrize(
    "text",
    [
        *("zzz", "#999999", "org_nobody", "con_x ssp_y", "/l/garbage/", "/dns/1:x/", "%", "💥"),
        "9" * 400,
    ],
)
def test_says_when_nothing_fits(desk: Client, customer: Customer, text: str) -> None:
    page = desk.post(FIND, {"q": text})

    assert page.context["groups"] == []
    assert "No results." in page.content.decode()


@pytest.mark.parametrize(
    ("text", "told"), [("x" * 4001, "at most 4000"), ("a\0b", "a control character")]
)
def test_says_what_cannot_be_searched_for(desk: Client, db: None, text: str, told: str) -> None:
    page = desk.post(FIND, {"q": text})
    fragment = desk.post(FIND, {"q": text}, headers={"HX-Request": "true"})

    assert told in page.content.decode()
    assert told in fragment.content.decode()


def test_a_viewer_is_offered_no_ticket(
    desk_as: Callable[[User], Client], viewer: User, customer: Customer
) -> None:
    desk = desk_as(viewer)

    assert found(desk, "acme") == {"Customers": ["Acme"]}
    assert "New ticket" not in desk.get(FIND).content.decode()


def test_is_for_staff_of_the_desk_only(
    client: Client, db: None, desk_as: Callable[[User], Client]
) -> None:
    nobody = factories.make_user()
    nobody.groups.clear()

    assert client.post(FIND, {"q": "acme"}).status_code == 302
    assert desk_as(nobody).post(FIND, {"q": "acme"}).status_code == 403
    assert "data-palette" not in desk_as(nobody).get("/account/2fa/").content.decode()


def test_asks_the_database_the_same_however_much_fits(desk: Client, tenant: Tenant) -> None:
    def row(number: int) -> None:
        customer = factories.make_customer(f"Acme {number}")
        factories.make_organization(customer, tenant, auth0_id=f"org_{number}")
        connection = factories.make_connection(
            customer, tenant, name=f"acme-{number}", auth0_id=f"con_{number}"
        )
        factories.make_ticket(connection)
        factories.make_preset(tenant, name=f"Acme {number}", profile_id="ssp_1")

    def queries(text: str) -> int:
        desk.post(FIND, {"q": text})
        with CaptureQueriesContext(database) as asked:
            desk.post(FIND, {"q": text})
        return len(asked)

    ids = "acme org_1 org_2 org_3 con_1 con_2 con_3 ssp_1"
    row(1)
    before = queries("acme"), queries(ids)
    row(2)
    row(3)

    assert (queries("acme"), queries(ids)) == before


def test_every_page_of_the_desk_leads_to_it(desk: Client, db: None) -> None:
    page = desk.get("/customers/").content.decode()

    assert len(re.findall(r'<a [^>]*href="/find/"[^>]* data-palette', page)) == 2
