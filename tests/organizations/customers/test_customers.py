import pytest
from django.core.exceptions import ValidationError

from organizations.errors import Rejected, Taken
from organizations.models import Customer, Domain, Event, User
from organizations.services import customers, tenants
from portal import clock
from tests.factories import SYSTEM, make_connection, make_customer

pytestmark = pytest.mark.django_db


def known(customer: Customer) -> set[str]:
    return set(customer.domains.filter(connection=None).values_list("name", flat=True))


def test_creates_a_customer_with_its_domains(support: User) -> None:
    customer = customers.create_customer(
        name="Acme", external_id="42", owner=support, domains=["acme.com", "acme.de"], by=SYSTEM
    )

    assert (customer.name, customer.external_id, customer.owner) == ("Acme", "42", support)
    assert known(customer) == {"acme.com", "acme.de"}
    assert Event.objects.get(customer=customer).verb == "customer:create"


def test_refuses_an_external_id_of_another_customer() -> None:
    globex = make_customer("Globex", external_id="42")

    with pytest.raises(Taken, match="Globex") as refused:
        customers.create_customer(name="Acme", external_id="42", domains=["acme.com"], by=SYSTEM)

    assert (refused.value.holder, refused.value.field) == (globex, "external_id")
    assert not Customer.objects.filter(name="Acme").exists()


def test_changes_what_is_named_and_records_which() -> None:
    customer = make_customer("Acme", external_id="42")

    customers.change_customer(
        customer, name="Acme Ltd", external_id="42", domains=["acme.de"], by=SYSTEM
    )

    assert (customer.name, customer.external_id) == ("Acme Ltd", "42")
    assert known(customer) == {"acme.de"}
    event = Event.objects.get(verb="customer:change")
    assert event.data["changed"] == ["name", "domains"]


def test_records_nothing_when_nothing_changes() -> None:
    customer = make_customer("Acme")

    customers.change_customer(customer, name="Acme", domains=["acme.com"], by=SYSTEM)

    assert not Event.objects.exists()


def test_leaves_domains_of_connections_alone() -> None:
    customer = make_customer("Acme", domain="acme.com")
    connection = make_connection(
        customer,
        tenants.create_tenant(name="T", domain="t.eu.auth0.test", client_id="c", by=SYSTEM),
    )
    customer.domains.create(name="acme.de", connection=connection, created_at=customer.created_at)

    customers.change_customer(customer, domains=[], by=SYSTEM)

    assert list(customer.domains.values_list("name", flat=True)) == ["acme.de"]


def test_archives_and_brings_back() -> None:
    customer = make_customer("Acme")

    customers.archive_customer(customer, by=SYSTEM)
    customers.archive_customer(customer, by=SYSTEM)
    archived_at = customer.archived_at
    customers.unarchive_customer(customer, by=SYSTEM)

    assert archived_at is not None
    assert customer.archived_at is None
    verbs = Event.objects.order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["customer:archive", "customer:unarchive"]


def test_domains_are_kept_as_dns_knows_them(customer: Customer) -> None:
    row = Domain.objects.create(customer=customer, name="BÜCHER.example.", created_at=clock.now())

    assert row.name == "xn--bcher-kva.example"
    assert Domain.objects.filter(name="bücher.example").get() == row
    Domain.objects.filter(pk=row.pk).update(name="Straße.example")
    row.refresh_from_db()
    assert row.name == "xn--strae-oqa.example"
    with pytest.raises(ValidationError, match="a domain"):
        Domain.objects.create(customer=customer, name="no domain", created_at=clock.now())


def test_domains_of_a_customer_are_kept_as_dns_knows_them(db: None) -> None:
    made = customers.create_customer(name="Bücher", domains=["BÜCHER.example"], by=SYSTEM)

    assert [one.name for one in made.domains.all()] == ["xn--bcher-kva.example"]
    with pytest.raises(Rejected, match="a domain"):
        customers.change_customer(made, domains=["nothing"], by=SYSTEM)


def test_takes_no_domain_at_which_anybody_gets_an_address(customer: Customer) -> None:
    with pytest.raises(Rejected, match="Anyone can get an address") as refused:
        customers.change_customer(customer, domains=["gmail.com"], by=SYSTEM)

    assert refused.value.field == "domains"
    assert not customer.domains.filter(name="gmail.com").exists()


def test_keeps_a_domain_that_was_there_already(customer: Customer) -> None:
    Domain.objects.create(customer=customer, name="gmail.com", created_at=clock.now())

    customers.change_customer(customer, domains=["gmail.com", "acme.com"], by=SYSTEM)

    assert known(customer) == {"gmail.com", "acme.com"}
