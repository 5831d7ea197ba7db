import pytest

from organizations.errors import Taken
from organizations.models import Contact, Customer, Event
from organizations.services import customers
from portal import clock
from tests.factories import SYSTEM, make_customer

pytestmark = pytest.mark.django_db


@pytest.fixture
def acme() -> Customer:
    return make_customer("Acme", contact=False)


def test_adds_a_contact(acme: Customer) -> None:
    contact = customers.add_contact(
        acme, name="Alice", email="alice@acme.com", language="de", by=SYSTEM
    )

    assert (contact.customer, contact.language) == (acme, "de")
    assert Event.objects.get(verb="contact:add").customer == acme


def test_refuses_an_address_twice_whatever_its_case(acme: Customer) -> None:
    customers.add_contact(acme, name="Alice", email="alice@acme.com", by=SYSTEM)

    with pytest.raises(Taken) as refused:
        customers.add_contact(acme, name="Other", email="Alice@Acme.com", by=SYSTEM)

    assert refused.value.field == "email"
    assert Contact.objects.count() == 1


def test_allows_one_person_at_two_customers(acme: Customer) -> None:
    customers.add_contact(acme, name="Alice", email="alice@acme.com", by=SYSTEM)

    customers.add_contact(make_customer("Globex"), name="Alice", email="alice@acme.com", by=SYSTEM)

    assert Contact.objects.filter(email="alice@acme.com").count() == 2


def test_forgets_the_bounce_of_an_old_address(acme: Customer) -> None:
    contact = customers.add_contact(acme, name="Alice", email="alcie@acme.com", by=SYSTEM)
    Contact.objects.update(bounced_at=clock.now())

    customers.change_contact(contact, email="alice@acme.com", by=SYSTEM)

    assert (contact.email, contact.bounced_at) == ("alice@acme.com", None)


def test_keeps_the_bounce_when_the_name_changes(acme: Customer) -> None:
    contact = customers.add_contact(acme, name="Alice", email="alice@acme.com", by=SYSTEM)
    Contact.objects.update(bounced_at=clock.now())

    customers.change_contact(contact, name="Alice A.", email="alice@acme.com", by=SYSTEM)

    assert contact.name == "Alice A."
    assert contact.bounced_at is not None


def test_refuses_to_change_to_an_address_that_is_there(acme: Customer) -> None:
    customers.add_contact(acme, name="Alice", email="alice@acme.com", by=SYSTEM)
    other = customers.add_contact(acme, name="Bob", email="bob@acme.com", by=SYSTEM)

    with pytest.raises(Taken):
        customers.change_contact(other, email="alice@acme.com", by=SYSTEM)

    other.refresh_from_db()
    assert other.email == "bob@acme.com"


def test_removes_a_contact(acme: Customer) -> None:
    contact = customers.add_contact(acme, name="Alice", email="alice@acme.com", by=SYSTEM)

    customers.remove_contact(contact, by=SYSTEM)

    assert not Contact.objects.exists()
    assert Event.objects.get(verb="contact:remove").data["email"] == "alice@acme.com"
