"""What staff should know before they send a ticket; none of it forbids sending."""

from collections.abc import Iterator, Sequence

from django.core.cache import cache

from organizations.errors import Taken
from organizations.models import Contact, Customer, Verification
from organizations.services import check_connection_name_free
from portal.auth0 import Auth0Error
from portal.mx import takes_mail
from tickets.mailboxes import is_at, is_free_mailbox
from tickets.models import FollowUp, Ticket
from tickets.states import LIVE

from . import bodies
from .draft import Draft

# Without these the domains that lead to a connection cannot be changed.
_OPTIONS = ("read:connections_options", "update:connections_options")
_REPLACED = "Ticket {} for"
# How long what DNS said about a domain is believed.
_SECONDS = 600


def warnings(draft: Draft) -> list[str]:
    """Return what is unusual about a draft, in words for staff."""
    return [*_name(draft), *warnings_of_rows(draft)]


def warnings_of_rows(draft: Draft) -> list[str]:
    """Return the same without asking Auth0 whether the connection's name is free."""
    domains = sorted(set(draft.customer.domains.values_list("name", flat=True)))
    return [
        *recipient_warnings(draft.contact, draft.customer, domains),
        *_live_ticket(draft),
        *_setup(draft),
        *_domains(draft),
    ]


def recipient_warnings(contact: Contact, customer: Customer, known: Sequence[str]) -> Iterator[str]:
    """Yield what is unusual about a recipient; `known` are the customer's domains.

    Neither of the two needs to be saved yet.
    """
    domain = contact.email.rpartition("@")[2].lower()
    if is_free_mailbox(domain):
        yield f"{contact.email} is a free mailbox. Is this really the customer's administrator?"
    elif known and not is_at(domain, known):
        yield (
            f"{contact.email} is at none of {customer}'s domains ({', '.join(known)}). "
            "Whoever gets the link decides how the customer's people sign in."
        )
    if _takes_mail(domain) is False:
        yield f"{domain} takes no mail (it has no MX record). Check the address for typing errors."
    if contact.bounced_at:
        yield f"The last mail to {contact.email} bounced. Check the address."
    if contact.opted_out_at:
        yield f"{contact.name} asked for no reminders: they get only what you send by hand."


def _takes_mail(domain: str) -> bool | None:
    return cache.get_or_set(f"takes-mail:{domain}", lambda: takes_mail(domain), _SECONDS)


def _name(draft: Draft) -> Iterator[str]:
    connection = draft.connection
    name = draft.request.get("connection_config", {}).get("name", "")
    if name and (connection is None or connection.name != name):
        try:
            check_connection_name_free(name, draft.tenant)
        except Taken as error:
            yield str(error)
        except Auth0Error as error:
            yield f"Whether the name is free at Auth0 could not be checked: {error.message}"


def foretell(warnings: Sequence[str], ticket: Ticket) -> bool:
    """Answer whether somebody was warned that this live ticket will be replaced."""
    return any(one.startswith(_REPLACED.format(ticket.pk)) for one in warnings)


def _live_ticket(draft: Draft) -> Iterator[str]:
    connection = draft.connection
    if connection is None:
        return
    live = (
        Ticket.objects.filter(connection=connection, state__in=LIVE).select_related("link").first()
    )
    if live:
        yield (
            f"{_REPLACED.format(live.pk)} {live.link.recipient_email} is "
            f"{live.get_state_display().lower()}. It will be replaced: its link stops working, "
            "and a session that is under way ends."
        )


def _setup(draft: Draft) -> Iterator[str]:
    if not draft.request.get("enabled_clients"):
        yield "No application is chosen: the customer can set the connection up, not enable it."
    if not draft.request.get("enabled_organizations"):
        yield (
            f"{draft.customer} is not mapped to an organization in {draft.tenant}: "
            "no organization gets the connection."
        )


def _domains(draft: Draft) -> Iterator[str]:
    body = draft.request
    preverified = bodies.preverified(body)
    if preverified and draft.tenant.confirm_preverified:
        yield "The ticket waits until a colleague has confirmed its pre-verified domains."
    pending = (body.get("domain_aliases_config") or {}).get("pending_domains") or []
    count = len(body.get("enabled_organizations") or [])
    if preverified and pending:
        yield (
            f"Some domains are pre-verified ({', '.join(preverified)}), others are to be verified "
            f"({', '.join(pending)}). Are both meant?"
        )
    elif preverified:
        yield (
            f"{', '.join(preverified)} will be trusted without proof. "
            "A typo there routes another company's logins."
        )
    lacking = {*_OPTIONS} & {*draft.tenant.missing_scopes}
    enables = draft.preset.follow_up == FollowUp.ENABLE
    if lacking and enables and bodies.verification(body) != Verification.NONE:
        yield (
            f"The tenant lacks the permission {' and '.join(sorted(lacking))}: the portal can "
            "enable the connection, but not have its verified domains lead to it."
        )
    if count > 1 and (preverified or bodies.verification(body) != Verification.NONE):
        yield f"With {count} organizations Auth0 cannot find the right one by the e-mail domain."
