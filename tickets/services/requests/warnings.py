"""What staff should know before they send a ticket; none of it forbids sending."""

from collections.abc import Iterator, Sequence

from django.core.cache import cache

from organizations.errors import Taken
from organizations.mailboxes import is_at, is_free_mailbox
from organizations.models import Contact, Customer
from organizations.services.connections.naming import check_connection_name_free
from portal.auth0 import Auth0Error
from portal.auth0.ticket_request import TicketBody
from portal.dns.mx import takes_mail
from portal.text.addresses import domain_of, readable
from tickets.models import FollowUp, Ticket
from tickets.remarks import Code, Remark
from tickets.states import ACTIVE

from .draft import Draft

# Without these the domains that lead to a connection cannot be changed.
_OPTIONS = ("read:connections_options", "update:connections_options")
# How long what DNS said about a domain is believed.
_SECONDS = 600


def warnings(draft: Draft) -> list[Remark]:
    """Return what is unusual about a draft, in words for staff."""
    return [*_name(draft), *warnings_of_rows(draft)]


def warnings_of_rows(draft: Draft) -> list[Remark]:
    """Return the same without asking Auth0 whether the connection's name is free."""
    body = draft.parsed
    domains = sorted(set(draft.customer.domains.values_list("name", flat=True)))
    return [
        *recipient_warnings(draft.contact, draft.customer, domains),
        *(
            warning
            for one in draft.others
            for warning in recipient_warnings(one.contact, draft.customer, domains)
        ),
        *_active_ticket(draft),
        *_setup(draft, body),
        *_domains(draft, body),
    ]


def recipient_warnings(
    contact: Contact, customer: Customer, known: Sequence[str]
) -> Iterator[Remark]:
    """Yield what is unusual about a recipient; `known` are the customer's domains.

    Neither of the two needs to be saved yet.
    """
    address, domain = readable(contact.email), domain_of(contact.email)
    if is_free_mailbox(domain):
        yield Remark(
            Code.FREE_MAILBOX,
            f"{address} is a free mailbox. Is this really the customer's administrator?",
        )
    elif known and not is_at(domain, known):
        yield Remark(
            Code.OTHER_DOMAIN,
            f"{address} isn't at one of {customer}'s domains "
            f"({', '.join(map(readable, known))}). Anyone who has the link decides how "
            "the customer's users sign in.",
        )
    if _takes_mail(domain) is False:
        yield Remark(
            Code.NO_MAIL_THERE,
            f"{readable(domain)} can't receive email (it has no MX record). Check the "
            "email address for typos.",
        )
    if contact.bounced_at:
        yield Remark(Code.BOUNCED, f"The last email to {address} bounced. Check the email address.")
    if contact.opted_out_at:
        yield Remark(
            Code.NO_REMINDERS,
            f"{contact.name} opted out of reminders and gets only what you send yourself.",
        )


def _takes_mail(domain: str) -> bool | None:
    return cache.get_or_set(f"takes-mail:{domain}", lambda: takes_mail(domain), _SECONDS)


def _name(draft: Draft) -> Iterator[Remark]:
    connection = draft.connection
    name = draft.parsed.name
    if name and (connection is None or connection.name != name):
        try:
            check_connection_name_free(name, draft.tenant)
        except Taken as error:
            yield Remark(Code.NAME_TAKEN, str(error))
        except Auth0Error as error:
            yield Remark(
                Code.NAME_UNCHECKED,
                "The portal couldn't check whether the name is available in Auth0: "
                f"{error.message}",
            )


def _active_ticket(draft: Draft) -> Iterator[Remark]:
    connection = draft.connection
    if connection is None:
        return
    live = (
        Ticket.objects.filter(connection=connection, state__in=ACTIVE)
        .select_related("link")
        .first()
    )
    if live:
        yield Remark(
            Code.REPLACES,
            f"Ticket {live.pk} for {readable(live.link.recipient_email)} is "
            f"{live.get_state_display().lower()}. It will be replaced: its link stops "
            "working, and any session in progress ends.",
            ticket=live.pk,
        )


def _setup(draft: Draft, body: TicketBody) -> Iterator[Remark]:
    if not body.enabled_clients:
        yield Remark(
            Code.NO_APPLICATION,
            "No application is selected, so the customer can set up the connection but "
            "not enable it.",
        )
    if not body.enabled_organizations:
        yield Remark(
            Code.NOT_MAPPED,
            f"{draft.customer} isn't mapped to an organization in {draft.tenant}, so the "
            "connection won't be enabled for one.",
        )


def _domains(draft: Draft, body: TicketBody) -> Iterator[Remark]:
    preverified, pending = body.preverified_domains, body.pending_domains
    if preverified and draft.tenant.approve_preverified:
        yield Remark(
            Code.NEEDS_APPROVAL,
            "The ticket is on hold until a colleague approves its pre-verified domains.",
        )
    count = len(body.enabled_organizations or ())
    if preverified and pending:
        yield Remark(
            Code.MIXED_DOMAINS,
            f"Some domains are pre-verified ({', '.join(map(readable, preverified))}), "
            f"and others need verification ({', '.join(map(readable, pending))}). Make "
            "sure that's intended.",
        )
    elif preverified:
        yield Remark(
            Code.PREVERIFIED,
            f"{', '.join(map(readable, preverified))} will be trusted without proof. "
            "A typo there routes another company's logins.",
        )
    lacking = {*_OPTIONS} & {*draft.tenant.missing_scopes}
    enables = draft.preset.follow_up == FollowUp.ENABLE
    if lacking and enables and body.verifies:
        yield Remark(
            Code.CANNOT_ROUTE,
            f"The tenant lacks the permission {' and '.join(sorted(lacking))}, so the "
            "portal can enable the connection but can't route its verified domains to it.",
        )
    if count > 1 and (preverified or body.verifies):
        yield Remark(
            Code.SEVERAL_ORGANIZATIONS,
            f"With {count} organizations, Auth0 can't find the right one by email domain.",
        )
