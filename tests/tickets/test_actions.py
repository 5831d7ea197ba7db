import pytest

from organizations.models import Attention, Connection, Customer, Domain, Organization, Tenant
from organizations.services import attention
from portal import clock
from portal.dns.txt_record import Result
from tests.factories import SYSTEM, make_connection, make_ticket
from tickets.actions import Action, action_for
from tickets.states import State

Reason = Attention.Reason


@pytest.fixture
def connection(customer: Customer, tenant: Tenant) -> Connection:
    return make_connection(customer, tenant)


def offered(connection: Connection, reason: Attention.Reason) -> Action | None:
    attention.flag(connection, reason, detail="It broke.", remedy="Mend it.", by=SYSTEM)
    return action_for(Attention.objects.get())


def test_issues_again_what_failed(connection: Connection) -> None:
    make_ticket(connection, state=State.REVOKED)
    newest = make_ticket(connection, state=State.FAILED)

    action = offered(connection, Reason.FAILED)

    assert action == Action("Reissue", f"/tickets/new/review/?reissue={newest.pk}")


def test_begins_with_a_ticket_where_there_was_none(connection: Connection) -> None:
    action = offered(connection, Reason.STALLED)

    assert action == Action("New ticket", f"/tickets/new/?connection={connection.pk}")


def test_sends_the_follow_up_while_a_domain_waits(connection: Connection) -> None:
    make_ticket(connection, state=State.EXPIRED)
    add_domain(connection, Result.RIGHT)

    action = offered(connection, Reason.STALLED)

    assert action == Action("Send follow-up", f"/connections/{connection.pk}/follow-up/")


def test_shows_the_ticket_that_waits_for_a_second_person(connection: Connection) -> None:
    ticket = make_ticket(connection, state=State.QUEUED)

    action = offered(connection, Reason.UNAPPROVED)

    assert action == Action("View ticket", f"/tickets/{ticket.pk}/")


def test_decides_about_the_colleague_whom_the_customer_names(connection: Connection) -> None:
    action = offered(connection, Reason.COLLEAGUE)

    assert action == Action("Decide", f"/connections/{connection.pk}/colleague/", asks=True)


def test_changes_the_recipient_of_a_bounced_mail(connection: Connection) -> None:
    ticket = make_ticket(connection, state=State.ISSUED)

    action = offered(connection, Reason.BOUNCED)

    assert action == Action("Correct address", f"/tickets/{ticket.pk}/address/", asks=True)


def test_asks_dns_again_about_the_wrong_record(connection: Connection) -> None:
    add_domain(connection, Result.RIGHT)
    wrong = add_domain(connection, Result.WRONG_NAME)

    action = offered(connection, Reason.DOMAIN_WRONG)

    assert action == Action("Check DNS", f"/domains/{wrong.pk}/check/", acts=True)


def test_sends_an_edit_ticket_before_the_certificate_ends(connection: Connection) -> None:
    action = offered(connection, Reason.ENDING)

    assert action == Action("Issue edit ticket", f"/tickets/new/?connection={connection.pk}")


@pytest.mark.parametrize(
    ("stage", "text"),
    [("disabled", "Enable connection"), ("gone", "New ticket"), ("live", None)],
)
def test_puts_right_what_was_changed_in_auth0(
    connection: Connection, stage: str, text: str | None
) -> None:
    Connection.objects.update(stage=stage)

    action = offered(connection, Reason.CHANGED)

    assert (action.text if action else None) == text


def test_chooses_another_organization_for_a_deleted_one(connection: Connection) -> None:
    Organization.objects.update(state="gone")

    action = offered(connection, Reason.CHANGED)

    where = f"/customers/{connection.customer_id}/mapping/{connection.tenant_id}/"
    assert action == Action("Map to an organization", where)


def add_domain(connection: Connection, lookup: Result) -> Domain:
    return connection.domains.create(
        customer=connection.customer,
        name=f"{lookup}.com".replace("_", "-"),
        state=Domain.State.PENDING,
        lookup=lookup,
        created_at=clock.now(),
    )
