"""The cursor is where one types first."""

import pytest
from django.test import Client

from organizations.models import Customer
from tests.tickets.pages.html import page_of


def focused(desk: Client, address: str) -> list[str]:
    """The names of what has the cursor on a page."""
    page = page_of(desk.get(address))
    return [one.get("name", "") for one in page.iter() if one.get("autofocus") is not None]


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("/customers/new/", "name"),
        ("/customers/{customer}/contacts/new/", "name"),
        ("/customers/{customer}/notes/new/", "text"),
        ("/customers/{customer}/merge/", "q"),
        ("/views/new/?stage=live", "name"),
        ("/find/", "q"),
    ],
)
def test_the_cursor_is_in_the_first_field(
    manager_desk: Client, customer: Customer, address: str, name: str
) -> None:
    assert focused(manager_desk, address.format(customer=customer.pk)) == [name]


def test_the_cursor_is_not_taken_where_one_reads_first(
    manager_desk: Client, customer: Customer
) -> None:
    assert focused(manager_desk, customer.get_absolute_url()) == []


def test_what_is_wrong_is_read_before_one_types_again(
    manager_desk: Client, customer: Customer
) -> None:
    page = page_of(manager_desk.post("/customers/new/", {"name": ""}))

    assert not [one for one in page.iter() if one.get("autofocus") is not None]


@pytest.fixture
def manager_desk(desk_as, manager) -> Client:
    return desk_as(manager)
