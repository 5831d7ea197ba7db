"""Whose turn it is in a setup, and what they have to do: told to the customer."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from organizations.models import Connection, Domain, Stage, Verification
from organizations.services.connections.open_points import portal_can_enable, waits_for_staff
from organizations.services.failures import explain_line
from portal.text.addresses import readable
from portal.text.joining import listed
from tickets.models import FollowUp, Ticket
from tickets.services.links.status import LinkStatus
from tickets.services.mail.failure import trouble_of
from tickets.services.presets.policies import policy_of


class Who(StrEnum):
    YOU = "you"
    DNS = "dns"
    US = "us"
    AUTH0 = "auth0"
    NOBODY = "nobody"


@dataclass(frozen=True)
class Turn:
    """Who must act now, and on what."""

    who: Who
    text: str

    @property
    def title(self) -> str:
        match self.who:
            case Who.YOU:
                return _("Action needed")
            case Who.DNS:
                return _("Waiting for DNS")
            case Who.US:
                return _("We're on it")
            case Who.AUTH0:
                return _("Waiting for Auth0")
            case Who.NOBODY:
                return _("Everything is set up")


def turn(ticket: Ticket, link_status: LinkStatus, domains: Sequence[Domain]) -> Turn:
    """Return whose turn it is at the setup behind a ticket's link.

    `domains` are those that Auth0 waits for.
    """
    if link_status == LinkStatus.PREPARING:
        return _preparing(ticket)
    if link_status == LinkStatus.TROUBLE:
        return Turn(
            Who.US, _("We couldn't prepare your setup. We've been notified and are working on it.")
        )
    connection = ticket.connection
    match connection.stage:
        case Stage.LIVE | Stage.IN_USE:
            return _live(ticket, domains)
        case Stage.DISABLED:
            return Turn(
                Who.US,
                _(
                    "The connection was disabled, so no one can sign in with it. We're looking "
                    "into it."
                ),
            )
        case Stage.GONE:
            return Turn(
                Who.YOU,
                _("The connection was deleted, so no one can sign in with it. Please contact us."),
            )
        case Stage.CONFIGURED | Stage.DOMAIN_PENDING | Stage.DOMAIN_VERIFIED:
            return _configured(connection, domains)
        case Stage.OPENED:
            return Turn(
                Who.YOU,
                _(
                    "The setup has been started, but no identity provider is connected yet. Open "
                    "the setup assistant to continue."
                ),
            )
        case _:
            return Turn(Who.YOU, _("Open the setup assistant and connect your identity provider."))


def _preparing(ticket: Ticket) -> Turn:
    if ticket.held:
        return Turn(Who.US, _("A second member of our team is checking your domains."))
    if ticket.problem:
        return Turn(
            Who.AUTH0, _("Auth0 isn't responding at the moment. We'll try again automatically.")
        )
    return Turn(Who.US, _("We're getting your setup ready."))


def _live(ticket: Ticket, domains: Sequence[Domain]) -> Turn:
    if wrong := _not_right(domains):
        text = ngettext(
            "Your users can sign in. To add %(domains)s, add the record below to its DNS.",
            "Your users can sign in. To add %(domains)s, add the records below to their DNS.",
            len(wrong),
        )
        return Turn(Who.DNS, text % {"domains": listed(wrong)})
    if domains:
        text = ngettext(
            "The DNS record is correct. Open the setup assistant and select Verify.",
            "The DNS records are correct. Open the setup assistant and select Verify.",
            len(domains),
        )
        return Turn(Who.YOU, text)
    purpose = ticket.purpose()
    trouble = trouble_of(ticket.link) if purpose == Ticket.Reason.FAILING else None
    if trouble and trouble.over_at is None:
        found = explain_line(trouble.text, tenant=ticket.connection.tenant)
        text = _("No one can sign in at the moment. %(title)s: %(remedy)s")
        return Turn(Who.YOU, text % {"title": found.title, "remedy": found.remedy})
    ends = {
        Ticket.Reason.CERTIFICATE: ticket.connection.certificate_expires_at,
        Ticket.Reason.SECRET: ticket.connection.client_secret_expires_at,
        Ticket.Reason.PROVISIONING: ticket.connection.scim_token_expires_at,
    }.get(purpose)
    first = ticket.connection.first_sign_in_at
    if ends is None and first:
        text = _(
            "Your first colleague signed in on %(date)s. You need the setup only to change "
            "something."
        )
        return Turn(Who.NOBODY, text % {"date": formats.date_format(first, "DATE_FORMAT")})
    if ends is None:
        return Turn(
            Who.NOBODY,
            _("Your users can sign in. Open the setup assistant only if you want to make changes."),
        )
    values = {"date": formats.date_format(ends, "DATE_FORMAT")}
    if purpose == Ticket.Reason.CERTIFICATE:
        text = _("Your users can sign in. Upload a new certificate before %(date)s.")
    elif purpose == Ticket.Reason.SECRET:
        text = _("Your users can sign in. Enter a new client secret before %(date)s.")
    else:
        text = _("Your users can sign in. Create a new provisioning token before %(date)s.")
    return Turn(Who.YOU, text % values)


def _configured(connection: Connection, domains: Sequence[Domain]) -> Turn:
    if wrong := _not_right(domains):
        return Turn(
            Who.DNS,
            ngettext(
                "Your identity provider is connected. Next, add the record below to the DNS of "
                "%(domains)s.",
                "Your identity provider is connected. Next, add the records below to the DNS of "
                "%(domains)s.",
                len(wrong),
            )
            % {"domains": listed(wrong)},
        )
    proven = connection.stage == Stage.DOMAIN_VERIFIED
    if connection.verification == Verification.REQUIRED and not proven and not domains:
        return Turn(
            Who.YOU,
            _(
                "Your identity provider is connected. Open the setup assistant to verify your "
                "domain."
            ),
        )
    return _last_step(connection, domains)


def _last_step(connection: Connection, to_verify: Sequence[Domain]) -> Turn:
    """Nothing is missing in DNS (any more)."""
    ours = Turn(Who.US, _("There's nothing left for you to do. We'll enable the connection."))
    if waits_for_staff(connection):
        return ours
    able = portal_can_enable(connection, to_verify)
    match policy_of(connection).follow_up:
        case FollowUp.ENABLE if able and (to_verify or connection.stage == Stage.DOMAIN_VERIFIED):
            return ours
        case FollowUp.NOTHING if to_verify:
            return Turn(
                Who.US,
                ngettext(
                    "The DNS record is correct. %(company)s will take it from here and email you.",
                    "The DNS records are correct. %(company)s will take it from here and email "
                    "you.",
                    len(to_verify),
                )
                % {"company": settings.COMPANY_NAME},
            )
    if to_verify:
        return Turn(
            Who.YOU,
            ngettext(
                "The DNS record is correct. Open the setup assistant, select Verify, then Enable.",
                "The DNS records are correct. Open the setup assistant, select Verify, then "
                "Enable.",
                len(to_verify),
            ),
        )
    return Turn(Who.YOU, _("One step is left: open the setup assistant and select Enable."))


def _not_right(domains: Sequence[Domain]) -> list[str]:
    return [readable(domain.name) for domain in domains if domain.lookup != Domain.Lookup.RIGHT]
