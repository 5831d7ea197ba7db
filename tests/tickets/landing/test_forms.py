"""What a customer's own forms take and refuse."""

import pytest

from organizations.models import Customer
from tests.factories import make_connection, make_customer, make_link, make_tenant
from tickets.landing.forms import ColleagueForm
from tickets.models import Link


@pytest.fixture
def link(db: None) -> Link:
    customer: Customer = make_customer()
    return make_link(make_connection(customer, make_tenant()))


def named(link: Link, name: str) -> ColleagueForm:
    return ColleagueForm({"name": name, "email": "bob@acme.com"}, link=link, confirmed=True)


@pytest.mark.parametrize("name", ["Log in at evil.example", "https://evil", "b@evil.example"])
def test_a_name_that_would_lead_somewhere_is_refused(link: Link, name: str) -> None:
    form = named(link, name)

    assert form.errors["name"] == ["Enter only the name, without a web or email address."]


def test_a_name_is_taken(link: Link) -> None:
    assert named(link, "Dr. Bob O’Neil").is_valid()
