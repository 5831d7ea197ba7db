"""How a customer signs in at Keycard, on a page beside theirs."""

from django.test import Client

from organizations.models import Customer, Tenant
from tests.factories import make_customer
from tests.markup import assert_valid


def page(desk: Client, customer: Customer, **typed: str) -> str:
    answer = desk.get(f"/customers/{customer.pk}/keycard/", typed)
    assert answer.status_code == 200
    assert_valid(answer.content.decode())
    return answer.content.decode()


def test_shows_the_connection_of_the_organization_of_the_same_name(
    desk: Client, tenant: Tenant, keycard: str
) -> None:
    umbra = make_customer("Umbra Biotech", tenant=tenant)

    shown = page(desk, umbra)

    assert "Single sign-on is enabled" in shown
    assert "https://login.umbra.example/userinfo" in shown
    assert "organizations" in shown


def test_looks_for_what_is_typed(desk: Client, customer: Customer, keycard: str) -> None:
    assert "No SSO connection found" in page(desk, customer)
    assert "https://idp.initech.example" in page(desk, customer, organization="initech")


def test_says_what_is_wrong(desk: Client, customer: Customer, keycard: str) -> None:
    assert "Keycard returned 500" in page(desk, customer, organization="broken")
    assert "255 characters" in page(desk, customer, organization="x" * 256)
    assert "This field is required" in page(desk, customer, organization="")


def test_is_led_to_only_where_the_company_uses_keycard(
    desk: Client, customer: Customer, keycard: str, settings
) -> None:
    address = f"/customers/{customer.pk}/keycard/"
    assert f'href="{address}"' in desk.get(f"/customers/{customer.pk}/").content.decode()

    settings.KEYCARD_API_KEY = ""

    assert f'href="{address}"' not in desk.get(f"/customers/{customer.pk}/").content.decode()
    assert desk.get(address).status_code == 404
