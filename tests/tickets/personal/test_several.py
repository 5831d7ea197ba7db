"""Data about one of several people who share a ticket: that of the others stays as it is."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from organizations.models import Attention, Contact
from portal.actor import Actor
from tests.factories import make_ticket
from tests.tickets.personal.test_erase import everything
from tests.tickets.several import issue_for_all, link_of
from tickets.models import Link, Message, Ticket
from tickets.services import links
from tickets.services.requests.draft import Draft
from tickets.states import State

BOB = Actor("customer", "bob@acme.com", ip="192.0.2.77")
CAROL = ("Carol Core", "carol@acme.com")


@pytest.fixture
def shared(wanted: Draft, staff: Actor) -> Ticket:
    """Acme's ticket for Alice, Dana (DNS), and Bob O'Brien, who opened it and named Carol."""
    ticket = issue_for_all(wanted, by=staff)
    bob = link_of(ticket, "bob")
    Contact.objects.filter(email="bob@acme.com").update(name="Bob O'Brien")
    Link.objects.filter(pk=bob.pk).update(recipient_name="Bob O'Brien")
    bob.refresh_from_db()
    links.open_link(bob, by=BOB, user_agent="Firefox of Bob")
    links.name_colleague(bob, name=CAROL[0], email=CAROL[1], keeps=True, by=BOB)
    links.name_colleague(bob, name="Eve", email="eve@agency.example", keeps=True, by=BOB)
    return ticket


def test_who_shares_an_active_ticket_is_erased_after_their_link_ended(
    shared: Ticket, staff: Actor
) -> None:
    with pytest.raises(CommandError, match="revoke their link first"):
        call_command("forget_contact", "bob@acme.com")
    links.remove_recipient(link_of(shared, "bob"), reason="Bob O'Brien left", by=staff)

    # Of another ticket, which they never got.
    earlier = make_ticket(shared.connection, state=State.EXPIRED).link
    Link.objects.filter(pk=earlier.pk).update(personal_note="Bob O'Brien knows Okta.")

    call_command("forget_contact", "bob@acme.com", stdout=StringIO())

    kept = everything().lower()
    for trace in ("bob@acme.com", "bob builder", "brien", "192.0.2.77", "firefox of bob"):
        assert trace not in kept, trace
    shared.refresh_from_db()
    assert shared.state == State.EXPIRED  # Bob was in the assistant
    assert {one.recipient_name for one in shared.link.everyones().filter(ended="")} == {
        "Alice Admin",
        "Carol Core",
        "Dana Domain",
    }
    carol = Contact.objects.get(email=CAROL[1])
    assert (carol.name, carol.named_by) == ("Carol Core", "Acme")
    assert "Eve (eve@agency.example)" in Attention.objects.get().detail
    assert Message.objects.filter(to_email="alice@acme.com").exclude(text="").exists()


def test_the_export_of_one_has_nothing_of_what_others_did(shared: Ticket) -> None:
    out = StringIO()

    call_command("export_contact", "alice@acme.com", stdout=out)

    told: dict[str, list[dict[str, Any]]] = json.loads(out.getvalue())
    assert [link["recipient_email"] for link in told["links"]] == ["alice@acme.com"]
    assert {mail["to_email"] for mail in told["mails"]} == {"alice@acme.com"}
    # Bob opened it, with a link of his own.
    assert "openings" not in told
    for other in ("bob@acme.com", "dana@acme.com", "carol@acme.com", "192.0.2.77"):
        assert other not in out.getvalue()


def test_the_export_of_who_opened_it_tells_so(shared: Ticket) -> None:
    out = StringIO()

    call_command("export_contact", "bob@acme.com", stdout=out)

    told: dict[str, list[dict[str, Any]]] = json.loads(out.getvalue())
    assert [link["role"] for link in told["links"]] == ["setup"]
    assert [opening["ip"] for opening in told["openings"]] == ["192.0.2.77"]
    assert "alice@acme.com" not in out.getvalue()
