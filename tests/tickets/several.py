"""What tests of several recipients start from: Acme's Alice, Bob (her deputy) and Dana (DNS)."""

from organizations.models import Contact, Customer
from portal.actor import Actor
from tests import factories
from tickets.models import Link, Message, Ticket
from tickets.services import lifecycle, requests
from tickets.services.requests.draft import Draft


def make_bob(customer: Customer) -> Contact:
    """Alice's deputy, who reads German."""
    return factories.make_contact(customer, name="Bob Builder", email="bob@acme.com", language="de")


def make_dana(customer: Customer) -> Contact:
    """She runs Acme's DNS."""
    return factories.make_contact(customer, name="Dana Domain", email="dana@acme.com")


def issue_for_all(wanted: Draft, *, by: Actor) -> Ticket:
    """Issue a ticket for Alice, Bob and, for DNS only, Dana."""
    bob, dana = make_bob(wanted.customer), make_dana(wanted.customer)
    wanted.others = (requests.Person(bob), requests.Person(dana, Link.Role.DNS))
    ticket = requests.request_ticket(wanted, by=by)
    lifecycle.issue(ticket)
    return ticket


def link_of(ticket: Ticket, name: str) -> Link:
    """The newest link of a person at Acme."""
    return ticket.connection.links.filter(recipient_email=f"{name}@acme.com").latest("created_at")


def mailed() -> list[tuple[str, str]]:
    """Who was mailed what, in order."""
    rows = Message.objects.order_by("pk").values_list("to_email", "kind")
    return [(email.partition("@")[0], kind) for email, kind in rows]
