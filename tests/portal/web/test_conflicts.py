"""Two colleagues change the same thing at once: neither overwrites the other unseen."""

import html
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from organizations.models import Customer, Tenant, User
from organizations.services import customers
from tests import factories
from tests.sandbox_process import Sandbox
from tests.tickets.pages.html import fields_of


@pytest.fixture
def address(customer: Customer) -> str:
    return f"/customers/{customer.pk}/edit/"


def typed_on(page: Any, **changes: Any) -> dict[str, Any]:
    """What the browser sends of the form as it is shown, with some fields changed."""
    form = page.context["form"]
    shown = {
        bound.html_name: value
        for bound in form
        if (value := bound.field.prepare_value(bound.value())) not in (None, False)
    }
    return {**shown, **changes}


def test_what_a_colleague_changed_elsewhere_stays(
    desk: Client, customer: Customer, address: str
) -> None:
    mine = typed_on(desk.get(address), name="Acme Inc")
    customers.change_customer(customer, by=factories.SYSTEM, external_id="C-7")

    answer = desk.post(address, mine)

    assert answer.status_code == 302
    customer.refresh_from_db()
    assert (customer.name, customer.external_id) == ("Acme Inc", "C-7")


def test_says_beside_the_field_what_a_colleague_chose_and_replaces_it_when_sent_again(
    desk: Client, customer: Customer, address: str, support: User
) -> None:
    mine = typed_on(desk.get(address), name="Acme Inc", external_id="1")
    customers.change_customer(customer, by=factories.SYSTEM, name="ACME Corp", owner=support)

    answer = desk.post(address, mine)

    assert [*answer.context["form"].errors] == ["name"]
    page = html.unescape(answer.content.decode())
    assert "A colleague changed this to “ACME Corp” after you opened the page." in page
    assert 'value="Acme Inc"' in page
    customer.refresh_from_db()
    assert customer.name == "ACME Corp"

    desk.post(address, typed_on(answer))

    customer.refresh_from_db()
    assert (customer.name, customer.external_id, customer.owner) == ("Acme Inc", "1", support)


def test_the_same_change_twice_is_no_conflict(
    desk: Client, customer: Customer, address: str
) -> None:
    mine = typed_on(desk.get(address), name="Acme Inc")
    customers.change_customer(customer, by=factories.SYSTEM, name="Acme Inc")

    assert desk.post(address, mine).status_code == 302


def test_holds_for_contacts_too(desk: Client, customer: Customer) -> None:
    contact = customer.contacts.get()
    where = f"/contacts/{contact.pk}/edit/"
    mine = typed_on(desk.get(where), language="de")
    customers.change_contact(contact, by=factories.SYSTEM, email="new@acme.com", language="fr")

    answer = desk.post(where, mine)

    assert "A colleague changed this to “Français” after" in html.unescape(answer.content.decode())
    desk.post(where, typed_on(answer))
    contact.refresh_from_db()
    assert (contact.email, contact.language) == ("new@acme.com", "de")


def test_holds_for_presets_too(
    desk_as: Callable[[User], Client], manager: User, tenant: Tenant, sandbox: Sandbox
) -> None:
    preset = factories.make_preset(tenant, name="Standard", link_days=14)
    desk = desk_as(manager)
    where = f"/presets/{preset.pk}/edit/"
    page = desk.get(where)
    mine = {**fields_of(page, "preset"), "name": "Usual", "link_days": "7"}
    preset.link_days, preset.connection_name = 21, "{customer}-login"
    preset.save()

    answer = desk.post(where, mine)

    assert [*answer.context["form"].errors] == ["link_days"]
    desk.post(where, fields_of(answer, "preset"))
    preset.refresh_from_db()
    assert (preset.name, preset.link_days) == ("Usual", 7)
    assert preset.connection_name == "{customer}-login"


@pytest.mark.parametrize("was", ["", "x", "[]", "{}", '{"name": 7}', "[" * 99_999])
def test_what_no_page_sends_is_no_conflict(
    desk: Client, customer: Customer, address: str, was: str
) -> None:
    answer = desk.post(address, {"name": "Acme Inc", "domains": "", "was": was})

    assert answer.status_code in (200, 302)
