"""However a ticket is asked for, the same checks refuse it and the same ticket comes of it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from organizations.models import Connection, Stage
from portal import clock
from portal.actor import Actor
from tests import factories
from tests.tickets.pages.html import fields_of
from tickets import errors
from tickets.models import Link, Preset, Ticket
from tickets.services import automation, links, requests
from tickets.services.links.status import LinkStatus, link_status, newest
from tickets.states import State

Ask = Callable[[Ticket, Client, Actor], object]


def two_steps(ticket: Ticket, desk: Client, staff: Actor) -> object:
    address = f"/tickets/new/review/?reissue={ticket.pk}"
    page: Any = desk.get(address)
    if page.status_code != 200:
        return page
    return desk.post(address, {**fields_of(page, "ticket"), "send": "1"})


def other_recipient(ticket: Ticket, desk: Client, staff: Actor) -> object:
    bob = factories.make_contact(ticket.connection.customer)
    return links.change_recipient(ticket, bob, by=staff)


def as_a_draft(ticket: Ticket, desk: Client, staff: Actor) -> object:
    wanted = factories.make_draft(
        ticket.connection,
        preset=ticket.preset or Preset.objects.get(),
        kind="edit",
        body={"connection_id": ticket.connection.auth0_id},
    )
    return requests.request_ticket(wanted, by=staff)


@pytest.fixture
def old(connection: Connection, preset: Preset) -> Ticket:
    return factories.make_ticket(connection, state=State.EXPIRED, preset=preset)


@pytest.mark.parametrize("ask", [two_steps, other_recipient, as_a_draft])
def test_nothing_is_issued_for_a_connection_that_auth0_deleted(
    old: Ticket, desk: Client, staff: Actor, ask: Ask
) -> None:
    Connection.objects.update(stage=Stage.GONE, auth0_id="con_" + "a" * 16)
    old = Ticket.objects.select_related("connection__customer", "link").get()

    try:
        ask(old, desk, staff)
    except errors.TicketError as error:
        assert "deleted in Auth0" in str(error)

    assert Ticket.objects.count() == 1


@pytest.mark.parametrize("left", [True, False])
def test_where_the_preset_is_gone_the_default_takes_its_place(
    old: Ticket, preset: Preset, desk: Client, staff: Actor, left: bool
) -> None:
    Ticket.objects.update(preset=None)
    if not left:
        preset.delete()

    two_steps(old, desk, staff)

    made = Ticket.objects.exclude(pk=old.pk)
    assert [one.preset for one in made] == ([preset] if left else [])


def test_issued_again_it_asks_the_same_person_for_the_same_confirmation(
    old: Ticket, desk: Client, staff: Actor
) -> None:
    Link.objects.update(confirmation="code")

    two_steps(old, desk, staff)

    new = Ticket.objects.latest("pk")
    assert (new.preset, new.link.recipient_email) == (old.preset, old.link.recipient_email)
    assert new.link.confirmation == "code"


def test_a_link_does_not_renew_for_a_connection_that_auth0_deleted(old: Ticket) -> None:
    Connection.objects.update(stage=Stage.GONE, auth0_id="con_" + "a" * 16)
    link = Link.objects.get()

    assert link_status(link, newest(link)) == LinkStatus.TROUBLE
    with pytest.raises(errors.LinkClosed):
        links.open_link(link, by=Actor.customer("alice@acme.com"), user_agent="Firefox")
    assert Ticket.objects.count() == 1


def archive(ticket: Ticket) -> None:
    type(ticket.connection.customer).objects.update(archived_at=clock.now())


def switch_off(ticket: Ticket) -> None:
    type(ticket.tenant).objects.update(active=False)


def end(ticket: Ticket) -> None:
    Link.objects.update(ended=Link.Ended.REVOKED)


def let_it_pass(ticket: Ticket) -> None:
    Link.objects.update(expires_at=clock.now())


@pytest.mark.parametrize("close", [archive, switch_off, end, let_it_pass])
def test_nobody_hands_out_a_link_that_is_closed(
    issued: Ticket, staff: Actor, desk: Client, close: Callable[[Ticket], None], mails: Any
) -> None:
    close(issued)
    ticket = Ticket.objects.get()
    message = ticket.messages.get()

    automation.send_if_wanted(message)
    with pytest.raises(errors.LinkClosed):
        links.resend(ticket, by=staff)
    with pytest.raises(errors.LinkClosed):
        links.copy_link(ticket, by=staff)

    assert not mails.messages()
    assert message.state == message.State.DROPPED
    assert link_status(ticket.link, newest(ticket.link)) not in (
        LinkStatus.READY,
        LinkStatus.RENEWS,
    )
    page = desk.get(f"/tickets/{ticket.pk}/").context
    assert (page["can_resend"], page["can_copy"]) == (False, False)
    assert desk.get(f"/mails/{message.pk}/").context["resends"] is None
