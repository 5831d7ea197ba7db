"""“I am not the right person”: the recipient of a link names a colleague.

Whoever gets a link decides how a customer's people sign in. So at the customer's own domains the
colleague gets a ticket at once, and about any other address staff decide.
"""

from django.db import transaction
from django.utils.encoding import punycode

from organizations import attention
from organizations import services as organizations
from organizations.errors import Taken
from organizations.models import Attention, Customer, Domain
from organizations.turns import take_turns
from portal import clock
from portal.actor import Actor
from tickets.mailboxes import is_at, is_free_mailbox
from tickets.models import Link, Nomination, Ticket

from .errors import LinkClosed, TicketError, WrongState
from .messages import link_is_open
from .move import record
from .recipients import change_recipient
from .standing import newest

# A pending domain is only claimed, perhaps by whoever holds the link.
_TRUSTED = (Domain.State.KNOWN, Domain.State.PREVERIFIED, Domain.State.VERIFIED)


def name_colleague(link: Link, *, name: str, email: str, by: Actor) -> Ticket | None:
    """Hand the setup over to the colleague whom a link's recipient named; return their ticket.

    None: the address is not at the customer's own domains, or the ticket could not be asked for;
    then staff are asked, and the link stays good until they decide. Raises LinkClosed.
    """
    connection = link.connection
    with transaction.atomic():
        take_turns(connection)
        link.refresh_from_db()
        if not link_is_open(link):
            raise LinkClosed("This link leads nowhere any more.")
        ticket = newest(link)
        record(ticket, "link:colleague", by=by, name=name, email=email)
        why = _why_not(connection.customer, email)
        if not why:
            try:
                # One that fails takes back what it wrote.
                with transaction.atomic():
                    return _hand_over(ticket, name=name, email=email, by=by)
            except TicketError as error:
                why = str(error)
        Nomination.objects.update_or_create(
            link=link, defaults={"name": name, "email": email, "created_at": clock.now()}
        )
        attention.flag(
            connection,
            Attention.Reason.COLLEAGUE,
            detail=f"{link.recipient_name} says that {name} ({email}) is the right person. {why}",
            remedy="Make sure that they belong to the customer, then send them a link.",
            by=by,
        )
    return None


def accept_colleague(nomination: Nomination, *, email: str, by: Actor) -> Ticket:
    """Send the link to the named colleague instead; the first recipient's is dead at once.

    `email` is the address that staff saw: meanwhile somebody else may have been named. Raises
    LinkClosed, InvalidRequest, WrongState.
    """
    with transaction.atomic():
        take_turns(nomination.link.connection)
        named = Nomination.objects.select_related("link").filter(pk=nomination.pk, email=email)
        if not named:
            raise WrongState("Somebody else was named meanwhile. Look at it again.")
        nomination = named[0]
        ticket = _hand_over(
            newest(nomination.link), name=nomination.name, email=nomination.email, by=by
        )
        nomination.delete()
    return ticket


def _hand_over(ticket: Ticket, *, name: str, email: str, by: Actor) -> Ticket:
    customer = ticket.connection.customer
    contact = customer.contacts.filter(email__iexact=email).first()
    if contact is None:
        try:
            contact = organizations.add_contact(
                customer,
                name=name,
                email=email,
                language=ticket.link.language,
                named_by=ticket.link.recipient_name,
                by=by,
            )
        except Taken as error:
            raise WrongState(str(error)) from error
    return change_recipient(ticket, contact, by=by)


def _why_not(customer: Customer, email: str) -> str:
    """Return why staff have to decide about an address, in words for them; else nothing."""
    domain = punycode(email.rpartition("@")[2]).lower()
    own = customer.domains.filter(state__in=_TRUSTED).values_list("name", flat=True)
    if is_free_mailbox(domain) or not is_at(domain, own):
        return f"The address is at none of {customer}'s domains."
    if customer.contacts.filter(email__iexact=email, bounced_at__isnull=False).exists():
        return "Mails to the address bounced before."
    return ""
