"""The pages about customers in a real browser: accessible, in both themes, on a phone."""

import pytest
from django.test import Client

from organizations.models import Attention, Customer, Domain, Tenant
from portal import clock
from tests.browser import assert_fits
from tests.factories import make_connection, make_contact, make_customer, make_ticket
from tickets.states import State

pytestmark = pytest.mark.django_db(transaction=True)

LONG = "Rhabarberbarbarabarbarbarenbartbarbierbierbar International Holdings GmbH & Co. KGaA"


@pytest.fixture
def addresses(customer: Customer, tenant: Tenant) -> list[str]:
    """Pages full of things with long names."""
    customer.name = LONG
    customer.save()
    connection = make_connection(
        customer, tenant, name="x" * 128, stage="domain_pending", auth0_id="con_1"
    )
    make_ticket(connection, state=State.ISSUED)
    make_contact(customer, name=LONG, email=f"{'a' * 60}@acme.com", bounced_at=clock.now())
    make_customer("Globex", domain="acme.com")
    Domain.objects.create(
        customer=customer,
        connection=connection,
        name="acme.com",
        state="pending",
        txt_host="_ss-verification.org_1234567890abcdef.acme.com",
        txt_value="b07aadc0d3f9179f120011273c6c12ad",
        created_at=clock.now(),
    )
    Attention.objects.create(
        customer=customer, connection=connection, reason="stalled", since=clock.now(), detail=LONG
    )
    of_customer = f"/customers/{customer.pk}"
    return [
        *("/", "/customers/", of_customer, f"{of_customer}/edit/", "/customers/new/"),
        f"{of_customer}/mapping/{tenant.pk}/",
        f"{of_customer}/connections/{tenant.pk}/adopt/",
        f"{of_customer}/connections/{tenant.pk}/new/",
        f"/connections/{connection.pk}/",
        *("/tenants/", f"/tenants/{tenant.pk}/", f"/tenants/{tenant.pk}/edit/", "/audit/"),
    ]


def test_pages_with_long_names_fit(page_for, operator, addresses):
    for width in (1280, 390):
        page = page_for(operator, width=width)
        for address in addresses:
            page.goto(address)
            assert_fits(page)


def test_customer_is_mapped_to_a_found_organization(page_for, support, tenant):
    customer = make_customer("Initech")
    other = make_customer("Other", tenant=tenant)
    other.organizations.all().delete()
    page = page_for(support)
    page.goto(f"/customers/{customer.pk}/mapping/{tenant.pk}/")

    page.get_by_role("searchbox").fill("othe")
    page.get_by_role("button", name="Map", exact=True).click()

    page.get_by_text("Initech mapped to other").wait_for()


def test_customer_is_created_without_javascript(page_for, support, tenant):
    page = page_for(support, javascript=False)
    page.goto("/customers/")

    page.get_by_role("link", name="New customer").first.click()
    page.get_by_label("Name").fill("Initech")
    page.get_by_role("button", name="Create customer").click()
    page.get_by_label("Name").fill("Peter")
    page.get_by_label("Email address").fill("peter@initech.com")
    page.get_by_role("button", name="Add contact").click()
    page.get_by_role("link", name="Map to an organization").first.click()
    page.get_by_role("button", name="Create and map organization").click()

    page.get_by_text("initech created").wait_for()


def test_unmapping_is_asked_for_in_place(page_for, support, customer):
    page = page_for(support)
    page.goto(f"/customers/{customer.pk}/")

    page.get_by_role("link", name="Unmap").click()
    page.get_by_role("button", name="Unmap customer").click()

    page.get_by_text("unmapped.").wait_for()
    assert not customer.organizations.exists()


def test_an_address_is_sent_as_it_is_typed(page_for, support):
    customer = make_customer("Straße")
    page = page_for(support)
    page.goto(f"/customers/{customer.pk}/contacts/new/")

    page.get_by_label("Name", exact=True).fill("Anna")
    page.get_by_label("Email address").fill("anna@straße.example")
    page.get_by_role("button", name="Add contact").click()
    page.wait_for_url(f"**/customers/{customer.pk}/")

    # strasse.example is another company's.
    assert customer.contacts.filter(name="Anna").get().email == "anna@xn--strae-oqa.example"


def test_no_field_lets_the_browser_encode_an_address(desk):
    customer = make_customer("Acme")
    pages = [desk.get(f"/customers/{customer.pk}/contacts/new/").content.decode()]
    pages += [Client().get(one).content.decode() for one in ("/account/login/", "/new-link/")]

    assert all('inputmode="email"' in page for page in pages)
    assert not any('type="email"' in page for page in pages)
