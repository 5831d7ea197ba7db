"""An item leaves the list of what needs attention once what it asks for was done."""

from dataclasses import replace
from datetime import timedelta

from organizations.models import Attention, Connection, Event, Stage
from organizations.services import attention, mapping
from organizations.services.audit.sentences import sentence
from organizations.services.connections.expiries import note_expiries
from portal import clock
from portal.actor import Actor
from tests import factories
from tests.factories import SYSTEM
from tickets.models import Preset, Ticket
from tickets.services import requests

Reason = Attention.Reason


def ending(connection: Connection, days: int) -> Connection:
    Connection.objects.filter(pk=connection.pk).update(
        stage=Stage.LIVE,
        auth0_id="con_" + "a" * 16,
        certificate_expires_at=clock.now() + timedelta(days=days),
    )
    connection.refresh_from_db()
    note_expiries(connection, by=SYSTEM)
    return connection


def edit(connection: Connection, preset: Preset, by: Actor, reason: Ticket.Reason) -> Ticket:
    body = {"connection_id": connection.auth0_id, "enabled_features": {"sso": True}}
    draft = factories.make_draft(connection, preset=preset, kind="edit", body=body)
    return requests.request_ticket(replace(draft, reason=reason), by=by)


def open_reasons() -> set[str]:
    return set(Attention.objects.filter(resolved_at=None).values_list("reason", flat=True))


def test_an_edit_ticket_answers_what_ends_until_the_next_notice(
    connection: Connection, preset: Preset, staff: Actor
) -> None:
    ending(connection, 29)
    assert open_reasons() == {Reason.ENDING}

    edit(connection, preset, staff, reason=Ticket.Reason.MANUAL)

    assert open_reasons() == set()
    note_expiries(Connection.objects.get(pk=connection.pk), by=SYSTEM)
    assert open_reasons() == set()
    ending(connection, 13)
    assert open_reasons() == {Reason.ENDING}


def test_a_follow_up_about_domains_does_not(
    connection: Connection, preset: Preset, staff: Actor
) -> None:
    ending(connection, 29)

    edit(connection, preset, staff, reason=Ticket.Reason.DOMAIN_VERIFICATION)

    assert open_reasons() == {Reason.ENDING}


def test_a_new_setup_answers_that_a_connection_was_deleted(
    connection: Connection, preset: Preset, staff: Actor
) -> None:
    Connection.objects.filter(pk=connection.pk).update(stage=Stage.GONE)
    attention.flag(connection, Reason.CHANGED, detail="Deleted.", remedy="", by=SYSTEM)
    contact = connection.customer.contacts.get()
    draft = requests.draft(connection.customer, connection.tenant, preset, contact)

    requests.request_ticket(draft, by=staff)

    assert open_reasons() == set()


def test_unmapping_a_deleted_organization_answers_that_it_was_deleted(
    connection: Connection, staff: Actor
) -> None:
    organization = connection.customer.organizations.get()
    organization.state = organization.State.GONE
    organization.save()
    attention.flag(connection, Reason.CHANGED, detail="Deleted.", remedy="", by=SYSTEM)

    mapping.unmap_organization(organization, by=staff)

    assert open_reasons() == set()


def test_what_was_resolved_is_named_by_its_words_in_the_trail(connection: Connection) -> None:
    attention.flag(connection, Reason.UNROUTED, detail="It leads elsewhere.", remedy="", by=SYSTEM)
    attention.settle(connection, Reason.UNROUTED, by=SYSTEM)

    assert "A verified domain isn't routed to this connection" in sentence(
        Event.objects.latest("pk")
    )
