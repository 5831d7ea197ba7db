"""“I am not the right person”: the recipient of a link names a colleague.

Whoever gets a link decides how a customer's people sign in. So at the customer's own domains the
colleague gets a ticket at once, and about any other address staff decide.
"""

from django.db import transaction

from organizations.errors import Taken
from organizations.mailboxes import is_at, is_free_mailbox
from organizations.models import Attention, Customer, Domain
from organizations.services import attention, customers
from organizations.services.lifecycle.locks import lock_connection
from portal import clock
from portal.actor import Actor
from portal.text.addresses import canonical_address, domain_of, readable
from portal.text.cleaning import clean_line
from tickets.errors import LinkClosed, TicketError, WrongState
from tickets.models import Link, Nomination, Ticket
from tickets.services.lifecycle.move import record
from tickets.verbs import Verb

from .people import add_recipient
from .recipients import change_recipient
from .status import is_good, newest

# A pending domain is only claimed, perhaps by whoever holds the link.
_TRUSTED = (Domain.State.KNOWN, Domain.State.PREVERIFIED, Domain.State.VERIFIED)


def name_colleague(
    link: Link, *, name: str, email: str, keeps: bool = False, by: Actor
) -> Ticket | None:
    """Hand the setup over to the colleague whom a link's recipient named; return their ticket.

    With `keeps`, the recipient's own link stays beside the colleague's, and the ticket too.

    None: the address is not at the customer's own domains, or the ticket could not be asked for;
    then staff are asked, and the link stays good until they decide. Raises LinkClosed.
    """
    connection = link.connection
    name, email = clean_line(name), canonical_address(email)
    with transaction.atomic():
        lock_connection(connection)
        link.refresh_from_db()
        if not is_good(link):
            raise LinkClosed("This link no longer works.")
        ticket = newest(link)
        record(ticket, Verb.LINK_COLLEAGUE, by=by, name=name, email=email)
        why = _why_not(connection.customer, email)
        if not why:
            try:
                # One that fails takes back what it wrote.
                with transaction.atomic():
                    return _hand_over(link, name=name, email=email, keeps=keeps, by=by)
            except TicketError as error:
                why = str(error)
        Nomination.objects.update_or_create(
            link=link,
            defaults={"name": name, "email": email, "keeps": keeps, "created_at": clock.now()},
        )
        attention.flag(
            connection,
            Attention.Reason.COLLEAGUE,
            detail=f"{link.recipient_name} named {name} ({readable(email)}) as the right person. "
            f"{why}",
            remedy="Make sure they work for the customer, then send them a link.",
            by=by,
        )
    return None


def accept_colleague(nomination: Nomination, *, email: str, by: Actor) -> Ticket:
    """Send the named colleague a link; that of who named them is dead at once, unless they keep it.

    `email` is the address that staff saw: meanwhile somebody else may have been named. Raises
    LinkClosed, InvalidRequest, WrongState.
    """
    with transaction.atomic():
        lock_connection(nomination.link.connection)
        named = Nomination.objects.select_related("link").filter(pk=nomination.pk, email=email)
        if not named:
            raise WrongState("Someone else was named in the meantime. Refresh the page.")
        nomination = named[0]
        ticket = _hand_over(
            nomination.link,
            name=nomination.name,
            email=nomination.email,
            keeps=nomination.keeps,
            by=by,
        )
        attention.settle(ticket.connection, Attention.Reason.COLLEAGUE, by=by)
        nomination.delete()
    return ticket


def _hand_over(link: Link, *, name: str, email: str, keeps: bool, by: Actor) -> Ticket:
    ticket = newest(link)
    customer = ticket.connection.customer
    contact = customer.contacts.filter(email__iexact=email).first()
    if contact is None:
        try:
            contact = customers.add_contact(
                customer,
                name=name,
                email=email,
                language=link.language,
                named_by=link.recipient_name,
                by=by,
            )
        except Taken as error:
            raise WrongState(str(error)) from error
    if keeps:
        add_recipient(ticket, contact, role=link.role, by=by)
        return ticket
    theirs = change_recipient(ticket, contact, by=by, link=link)
    Link.objects.filter(pk=link.pk).update(handed_over_at=clock.now())
    return theirs


def _why_not(customer: Customer, email: str) -> str:
    """Return why staff have to decide about an address, in words for them; else nothing."""
    domain = domain_of(email)
    own = customer.domains.filter(state__in=_TRUSTED).values_list("name", flat=True)
    if is_free_mailbox(domain) or not is_at(domain, own):
        return f"The email address isn't at one of {customer}'s domains."
    if customer.contacts.filter(email__iexact=email, bounced_at__isnull=False).exists():
        return "Emails to this address bounced before."
    return ""
