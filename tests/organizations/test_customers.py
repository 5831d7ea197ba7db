import pytest

from organizations import services
from organizations.errors import InUse, Taken
from organizations.models import Customer, Event, Tenant, User
from organizations.services.customers import LIVE_TICKETS
from tests.factories import SYSTEM, make_connection, make_customer, make_ticket
from tickets import states

pytestmark = pytest.mark.django_db


def known(customer: Customer) -> set[str]:
    return set(customer.domains.filter(connection=None).values_list("name", flat=True))


def test_creates_a_customer_with_its_domains(support: User) -> None:
    customer = services.create_customer(
        name="Acme", external_id="42", owner=support, domains=["acme.com", "acme.de"], by=SYSTEM
    )

    assert (customer.name, customer.external_id, customer.owner) == ("Acme", "42", support)
    assert known(customer) == {"acme.com", "acme.de"}
    assert Event.objects.get(customer=customer).verb == "customer:create"


def test_refuses_an_external_id_of_another_customer() -> None:
    globex = make_customer("Globex", external_id="42")

    with pytest.raises(Taken, match="Globex") as refused:
        services.create_customer(name="Acme", external_id="42", domains=["acme.com"], by=SYSTEM)

    assert (refused.value.holder, refused.value.field) == (globex, "external_id")
    assert not Customer.objects.filter(name="Acme").exists()


def test_changes_what_is_named_and_records_which() -> None:
    customer = make_customer("Acme", external_id="42")

    services.change_customer(
        customer, name="Acme Ltd", external_id="42", domains=["acme.de"], by=SYSTEM
    )

    assert (customer.name, customer.external_id) == ("Acme Ltd", "42")
    assert known(customer) == {"acme.de"}
    event = Event.objects.get(verb="customer:change")
    assert event.data["changed"] == ["name", "domains"]


def test_records_nothing_when_nothing_changes() -> None:
    customer = make_customer("Acme")

    services.change_customer(customer, name="Acme", domains=["acme.com"], by=SYSTEM)

    assert not Event.objects.exists()


def test_leaves_domains_of_connections_alone() -> None:
    customer = make_customer("Acme", domain="acme.com")
    connection = make_connection(
        customer,
        services.create_tenant(name="T", domain="t.eu.auth0.test", client_id="c", by=SYSTEM),
    )
    customer.domains.create(name="acme.de", connection=connection, created_at=customer.created_at)

    services.change_customer(customer, domains=[], by=SYSTEM)

    assert list(customer.domains.values_list("name", flat=True)) == ["acme.de"]


def test_archives_and_brings_back() -> None:
    customer = make_customer("Acme")

    services.archive_customer(customer, by=SYSTEM)
    services.archive_customer(customer, by=SYSTEM)
    archived_at = customer.archived_at
    services.unarchive_customer(customer, by=SYSTEM)

    assert archived_at is not None
    assert customer.archived_at is None
    verbs = Event.objects.order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["customer:archive", "customer:unarchive"]


@pytest.mark.parametrize("state", sorted(states.LIVE))
def test_refuses_to_archive_while_a_ticket_is_live(
    customer: Customer, tenant: Tenant, state: states.State
) -> None:
    connection = make_connection(customer, tenant)
    make_ticket(connection, state=state)

    with pytest.raises(InUse, match=connection.name):
        services.archive_customer(customer, by=SYSTEM)

    customer.refresh_from_db()
    assert customer.archived_at is None


def test_archives_when_the_last_ticket_has_ended(customer: Customer, tenant: Tenant) -> None:
    make_ticket(make_connection(customer, tenant), state=states.State.EXPIRED)

    services.archive_customer(customer, by=SYSTEM)

    assert customer.archived_at is not None


def test_knows_which_tickets_are_live() -> None:
    assert set(LIVE_TICKETS) == {state.value for state in states.LIVE}
