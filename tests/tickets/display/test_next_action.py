"""The next best action, as a table: how things stand → what is offered."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from organizations.models import Attention, Connection, Customer, Domain, Stage, Tenant
from organizations.services import attention
from portal import clock
from tests.factories import (
    SYSTEM,
    make_connection,
    make_customer,
    make_organization,
    make_tenant,
    make_ticket,
)
from tickets.display.next_action import Advice, next_best
from tickets.models import Link
from tickets.states import State

pytestmark = pytest.mark.django_db


@pytest.fixture
def tenant() -> Tenant:
    """A tenant that is asked nothing here."""
    return make_tenant()


@pytest.fixture
def customer(tenant: Tenant) -> Customer:
    customer = make_customer("Acme")
    make_organization(customer, tenant)
    return customer


def best(customer: Customer) -> Advice | None:
    return next_best(customer, list(attention.waiting(customer=customer)))


def offered(customer: Customer) -> str | None:
    """The text of the button, if there is one."""
    advice = best(customer)
    return advice.action.text if advice and advice.action else None


def connect(customer: Customer, stage: Stage = Stage.INVITED, **fields: object) -> Connection:
    exists = stage not in (Stage.PLANNED, Stage.INVITED, Stage.OPENED)
    return make_connection(
        customer,
        Tenant.objects.get(),
        stage=stage,
        auth0_id="con_1" if exists else "",
        **{"verification": "required", **fields},
    )


def pend(connection: Connection, lookup: str = "") -> None:
    Domain.objects.create(
        customer=connection.customer,
        connection=connection,
        name="acme.com",
        state=Domain.State.PENDING,
        txt_host="_ss.acme.com",
        lookup=lookup,
        created_at=clock.now(),
    )


def unmapped(customer: Customer) -> None:
    customer.organizations.all().delete()


def nobody(customer: Customer) -> None:
    customer.contacts.all().delete()


def nothing_more(customer: Customer) -> None:
    pass


def only_planned(customer: Customer) -> None:
    connect(customer, Stage.PLANNED)


def deleted_in_auth0(customer: Customer) -> None:
    connect(customer, Stage.GONE)


def on_hold(customer: Customer) -> None:
    make_ticket(connect(customer, Stage.PLANNED), held=True)


def unopened_for_days(customer: Customer) -> None:
    make_ticket(connect(customer), state=State.ISSUED, issued_at=clock.now() - timedelta(days=2))


def expired(customer: Customer) -> None:
    make_ticket(connect(customer), state=State.EXPIRED)


def failed(customer: Customer) -> None:
    make_ticket(connect(customer, Stage.PLANNED), state=State.FAILED)


def record_missing(customer: Customer) -> None:
    connection = connect(customer, Stage.DOMAIN_PENDING)
    make_ticket(connection, state=State.EXPIRED)
    pend(connection, Domain.Lookup.MISSING)


def record_right(customer: Customer) -> None:
    connection = connect(customer, Stage.DOMAIN_PENDING)
    make_ticket(connection, state=State.EXPIRED)
    pend(connection, Domain.Lookup.RIGHT)


def domain_verified(customer: Customer) -> None:
    make_ticket(connect(customer, Stage.DOMAIN_VERIFIED), state=State.EXPIRED)


def half_done(customer: Customer) -> None:
    connect(customer, Stage.CONFIGURED, origin="direct", wanted_clients=["a"])


def bounced(customer: Customer) -> None:
    connection = connect(customer)
    make_ticket(connection, state=State.ISSUED)
    for reason in (Attention.Reason.STALLED, Attention.Reason.BOUNCED):
        attention.flag(connection, reason, detail="550", remedy="", by=SYSTEM)


def one_of_two_is_live(customer: Customer) -> None:
    connect(customer, Stage.LIVE)
    make_ticket(
        make_connection(customer, Tenant.objects.get(), stage=Stage.INVITED), state=State.REVOKED
    )


@pytest.mark.parametrize(
    ("situation", "button"),
    [
        (unmapped, "Map to an organization"),
        (nobody, "Add contact"),
        (nothing_more, "New ticket"),
        (only_planned, "New ticket"),
        (deleted_in_auth0, "New ticket"),
        (on_hold, "View ticket"),
        (unopened_for_days, "Resend email"),
        (expired, "Reissue"),
        (failed, "Reissue"),
        (record_missing, "Check DNS"),
        (record_right, "Send follow-up"),
        (domain_verified, "Send follow-up"),
        (half_done, "Enable connection"),
        (bounced, "Correct address"),
        (one_of_two_is_live, "Reissue"),
    ],
    ids=lambda one: getattr(one, "__name__", ""),
)
def test_next_action_offers(
    customer: Customer, situation: Callable[[Customer], None], button: str
) -> None:
    situation(customer)

    assert offered(customer) == button


def being_issued(customer: Customer) -> None:
    make_ticket(connect(customer, Stage.PLANNED))


def just_mailed(customer: Customer) -> None:
    make_ticket(connect(customer), state=State.ISSUED)


def in_the_assistant(customer: Customer) -> None:
    connection = connect(customer, Stage.CONFIGURED)
    make_ticket(connection, state=State.OPENED)
    pend(connection, Domain.Lookup.MISSING)


@pytest.mark.parametrize(
    ("situation", "words"),
    [
        (being_issued, "is being issued"),
        (just_mailed, "Alice Admin has the link"),
        (in_the_assistant, "Alice Admin has opened the assistant"),
    ],
    ids=lambda one: getattr(one, "__name__", ""),
)
def test_next_action_waits(
    customer: Customer, situation: Callable[[Customer], None], words: str
) -> None:
    situation(customer)

    advice = best(customer)

    assert advice
    assert words in advice.text
    assert advice.action is None


def test_next_action_has_nothing_to_say_when_all_is_live(customer: Customer) -> None:
    connect(customer, Stage.LIVE)

    assert best(customer) is None


def test_next_action_leaves_archived_customers_alone(customer: Customer) -> None:
    customer.archived_at = clock.now()

    assert best(customer) is None


def test_next_action_without_a_tenant_waits_for_one() -> None:
    assert best(make_customer("Globex")) is None


def test_a_link_that_the_product_shows_is_not_to_be_mailed(customer: Customer) -> None:
    unopened_for_days(customer)
    Link.objects.update(delivery=Link.Delivery.LINK)

    advice = best(customer)

    assert advice
    assert (advice.text, advice.action) == (
        "Alice Admin hasn't opened the link shown in your product.",
        None,
    )
