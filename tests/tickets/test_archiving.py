"""No customer is archived while a mailed link of theirs works."""

import pytest

from organizations.errors import InUse
from organizations.models import Customer, Tenant
from organizations.services import customers
from tests.factories import SYSTEM, make_connection, make_ticket
from tickets import states


@pytest.mark.parametrize("state", sorted(states.ACTIVE))
def test_refuses_to_archive_while_a_ticket_is_live(
    customer: Customer, tenant: Tenant, state: states.State
) -> None:
    connection = make_connection(customer, tenant)
    make_ticket(connection, state=state)

    with pytest.raises(InUse, match=connection.name):
        customers.archive_customer(customer, by=SYSTEM)

    customer.refresh_from_db()
    assert customer.archived_at is None


def test_archives_when_the_last_ticket_has_ended(customer: Customer, tenant: Tenant) -> None:
    make_ticket(make_connection(customer, tenant), state=states.State.EXPIRED)

    customers.archive_customer(customer, by=SYSTEM)

    assert customer.archived_at is not None
