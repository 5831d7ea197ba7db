"""Whose turn it is in a setup, and what they have to do: told to the customer."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings
from django.utils import formats
from django.utils.translation import gettext as _

from organizations.models import Connection, Domain, Stage, Verification
from tickets.models import FollowUp, Ticket
from tickets.services import policy_of
from tickets.services.standing import Standing
from tickets.services.waiting import portal_can_enable, waits_for_staff


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
                return _("It is your turn")
            case Who.DNS:
                return _("It is the turn of whoever runs your DNS")
            case Who.US:
                return _("It is our turn")
            case Who.AUTH0:
                return _("It is Auth0's turn")
            case Who.NOBODY:
                return _("Everything is in place")


def turn(ticket: Ticket, standing: Standing, domains: Sequence[Domain]) -> Turn:
    """Return whose turn it is at the setup behind a ticket's link.

    `domains` are those that Auth0 waits for.
    """
    if standing == Standing.PREPARING:
        return _preparing(ticket)
    if standing == Standing.TROUBLE:
        return Turn(Who.US, _("Your setup could not be prepared. We have been told."))
    connection = ticket.connection
    match connection.stage:
        case Stage.LIVE:
            return _live(ticket, domains)
        case Stage.DISABLED:
            return Turn(
                Who.US,
                _("The connection was switched off, so nobody can sign in with it. We look at it."),
            )
        case Stage.GONE:
            return Turn(
                Who.US, _("The connection was deleted, so nobody can sign in with it. Write to us.")
            )
        case Stage.CONFIGURED | Stage.DOMAIN_PENDING | Stage.DOMAIN_VERIFIED:
            return _configured(connection, domains)
        case Stage.OPENED:
            return Turn(
                Who.YOU,
                _("The setup was opened, but no identity provider is connected yet. Go on there."),
            )
        case _:
            return Turn(Who.YOU, _("Open the setup and connect your identity provider."))


def _preparing(ticket: Ticket) -> Turn:
    if ticket.held:
        return Turn(Who.US, _("A second person of ours checks your domains."))
    if ticket.problem:
        return Turn(Who.AUTH0, _("Auth0 does not answer at the moment. We ask again by ourselves."))
    return Turn(Who.US, _("We are getting your setup ready."))


def _live(ticket: Ticket, domains: Sequence[Domain]) -> Turn:
    if wrong := _not_right(domains):
        text = _(
            "Your people can sign in. To add %(domains)s, the record below still has to be set in "
            "its DNS."
        )
        return Turn(Who.DNS, text % {"domains": ", ".join(wrong)})
    if domains:
        return Turn(Who.YOU, _("The DNS record is right. Open the setup and press Verify."))
    purpose = ticket.purpose()
    ends = {
        Ticket.Reason.CERTIFICATE: ticket.connection.certificate_expires_at,
        Ticket.Reason.PROVISIONING: ticket.connection.scim_token_expires_at,
    }.get(purpose)
    if ends is None:
        return Turn(
            Who.NOBODY,
            _("Your people can sign in. You need the setup only to change something."),
        )
    told = {"date": formats.date_format(ends, "DATE_FORMAT")}
    if purpose == Ticket.Reason.CERTIFICATE:
        text = _("Your people can sign in. Put in the new certificate before %(date)s.")
    else:
        text = _("Your people can sign in. Make a new provisioning token before %(date)s.")
    return Turn(Who.YOU, text % told)


def _configured(connection: Connection, domains: Sequence[Domain]) -> Turn:
    if wrong := _not_right(domains):
        return Turn(
            Who.DNS,
            _(
                "Your identity provider is connected. The record below still has to be set in the "
                "DNS of %(domains)s."
            )
            % {"domains": ", ".join(wrong)},
        )
    proven = connection.stage == Stage.DOMAIN_VERIFIED
    if connection.verification == Verification.REQUIRED and not proven and not domains:
        return Turn(
            Who.YOU,
            _("Your identity provider is connected. Open the setup to prove your domain."),
        )
    return _last_step(connection, domains)


def _last_step(connection: Connection, to_verify: Sequence[Domain]) -> Turn:
    """Nothing is missing in DNS (any more)."""
    ours = Turn(
        Who.US, _("Nothing is missing on your side. We switch the connection on by ourselves.")
    )
    if waits_for_staff(connection):
        return ours
    able = portal_can_enable(connection, to_verify)
    match policy_of(connection).follow_up:
        case FollowUp.ENABLE if able and (to_verify or connection.stage == Stage.DOMAIN_VERIFIED):
            return ours
        case FollowUp.NOTHING if to_verify:
            return Turn(
                Who.US,
                _("The DNS record is right. %(company)s takes it from here and writes to you.")
                % {"company": settings.COMPANY_NAME},
            )
    if to_verify:
        return Turn(
            Who.YOU,
            _("The DNS record is right. Open the setup, press Verify, then Enable."),
        )
    return Turn(Who.YOU, _("One step is left: open the setup and press Enable."))


def _not_right(domains: Sequence[Domain]) -> list[str]:
    return [domain.name for domain in domains if domain.lookup != Domain.Lookup.RIGHT]
