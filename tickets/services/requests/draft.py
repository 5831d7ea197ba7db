"""What a new ticket starts from, so that nine of ten need no change."""

from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import timedelta

from organizations.models import (
    Connection,
    Contact,
    Customer,
    Domain,
    Stage,
    Tenant,
    User,
    Verification,
)
from organizations.services.connections.naming import propose_connection_name
from organizations.stages import SERVING
from portal.auth0.ticket_request import Body, Problem, TicketBody
from tickets.errors import InvalidRequest, WrongState
from tickets.models import Link, Preset, Ticket
from tickets.services.presets.presets import default_preset

from . import ticket_body

DELETED = "The connection was deleted in Auth0. Issue a new ticket to start setup again."


@dataclass(frozen=True)
class HandedOver:
    """A link that nobody mails: the product shows it to a person who is signed in there.

    `good_for` replaces the days of the preset; `return_url` leads back into the product.
    """

    good_for: timedelta
    return_url: str = ""
    language: str = ""


# How many can share a ticket.
MOST_RECIPIENTS = 5


@dataclass(frozen=True)
class Person:
    """Somebody who shares a ticket with its first recipient, in a role of models.Link.

    `link` is the one they have already, where it stays the same.
    """

    contact: Contact
    role: str = Link.Role.SETUP
    link: Link | None = None


@dataclass
class Draft:
    """A ticket that nobody asked for yet. Without `connection`, one is planned with it.

    `body` is that of Auth0's call. `link_days` and `confirmation` replace the preset's; `cause`
    names what made the portal ask by itself; `created_by` stands for the ticket where whoever
    asks is not of our staff; `repeats` is the ticket that is issued once more;
    `handed_over` where its link is not mailed; `others` share it with `contact`, each by a link of
    their own; `personal_note` begins the mails that carry these links.
    """

    customer: Customer
    tenant: Tenant
    preset: Preset
    contact: Contact
    kind: str
    reason: str
    body: Body
    custom_domain: str = ""
    connection: Connection | None = None
    link_days: int | None = None
    confirmation: str = ""
    cause: str | None = None
    created_by: User | None = None
    repeats: Ticket | None = None
    handed_over: "HandedOver | None" = None
    others: tuple[Person, ...] = ()
    personal_note: str = ""

    @property
    def parsed(self) -> TicketBody:
        """What its body says."""
        return TicketBody.parse(self.body)

    def mailed(self) -> "Draft":
        """Return it as one whose link is mailed, by the preset if the product was to show it.

        Who reads the mail is signed in nowhere, so that the product's confirmation is not theirs.
        """
        if self.handed_over is None:
            return self
        return replace(self, handed_over=None, confirmation="")

    def led_by(self, first: Person) -> "Draft":
        """Return it with one of the others as the first recipient."""
        rest = (one for one in self.others if one.contact != first.contact)
        return replace(self, contact=first.contact, others=(Person(self.contact), *rest))


@dataclass(frozen=True)
class Renewal:
    """Another ticket behind the link of one that ran out: nobody is mailed, no link ends."""

    before: Ticket
    kind: str
    body: Body


def draft(
    customer: Customer,
    tenant: Tenant,
    preset: Preset,
    contact: Contact,
    connection: Connection | None = None,
    *,
    name: str = "",
    urgent: bool = True,
) -> Draft:
    """Return a ticket by a preset: for a new connection, a planned one, or one that exists.

    `name` is for a new connection; without it a free one is looked for at Auth0, which raises
    Auth0Error and organizations' Taken; `urgent`: a person waits for that.
    """
    exists = connection is not None and bool(connection.auth0_id)
    body = deepcopy(preset.settings)
    _add_organization(body, customer, tenant)
    if connection and exists:
        body = _edit(body, connection)
    else:
        known_as = connection.name if connection else name
        _add_connection(
            body,
            name=known_as
            or propose_connection_name(
                customer, tenant, rule=preset.connection_name, urgent=urgent
            ),
            display_name=(connection and connection.display_name) or customer.name,
        )
        _add_domains(body, customer)
    return Draft(
        customer=customer,
        tenant=tenant,
        preset=preset,
        contact=contact,
        kind=Ticket.Kind.EDIT if exists else Ticket.Kind.CREATE,
        reason=Ticket.Reason.MANUAL if exists else Ticket.Reason.FIRST,
        body=body,
        custom_domain=preset.custom_domain or tenant.custom_domain,
        connection=connection,
    )


def unfinished(connections: Sequence[Connection]) -> Connection | None:
    """Return the connection that a new ticket is most likely for: the only one still being set up.

    `connections` are those of one customer; None: a new one is meant.
    """
    open_ones = [one for one in connections if one.stage not in {*SERVING, Stage.GONE}]
    return open_ones[0] if len(open_ones) == 1 else None


def reissue_draft(ticket: Ticket, *, contact: Contact | None = None) -> Draft:
    """Return a ticket that goes on where this one stopped, to the same recipient or another.

    Its link is delivered as before: one that the product shows is good for as long, and not mailed.
    Raises WrongState when Auth0 no longer has the connection, InvalidRequest when preset or
    recipient are gone.
    """
    kind, body = _continued(ticket)
    return replace(
        _after(ticket, contact, kind=kind, reason=ticket.reason, body=body),
        confirmation=ticket.link.confirmation,
        created_by=ticket.created_by,
        repeats=ticket,
        handed_over=_handed_over(ticket.link, contact),
    )


def renewal(ticket: Ticket) -> Renewal:
    """Return what goes on behind the same link where this ticket stopped.

    Raises WrongState when Auth0 no longer has the connection.
    """
    kind, body = _continued(ticket)
    return Renewal(ticket, kind, body)


def follow_up_draft(connection: Connection) -> Draft:
    """Return the edit ticket with which the customer finishes verifying their domains.

    Same recipient and verification as before, the domains that are still pending, and, while
    the connection is not enabled, what enabling needs. It is mailed by the preset, confirmation
    included, also where the product showed the link before. Raises WrongState when there is nothing
    to follow up, InvalidRequest when preset or recipient are gone.
    """
    if not connection.auth0_id:
        raise WrongState(
            f"“{connection}” doesn't exist in Auth0 yet, so there is nothing to finish."
        )
    pending = _pending(connection)
    verification = connection.verification
    if verification == Verification.NONE:
        if not pending:
            raise WrongState(f"“{connection}” was set up without domain verification.")
        verification = Verification.OPTIONAL  # staff added a domain since
    last = connection.tickets.select_related("preset", "link__contact").first()
    if last is None:
        raise WrongState(f"“{connection}” wasn't set up with a ticket. Issue a new ticket for it.")
    before = {key: one for key, one in last.body.items() if key != "provisioning_config"}
    before["domain_aliases_config"] = {"domain_verification": verification}
    body = ticket_body.as_edit(before, connection)
    if pending:
        body["domain_aliases_config"]["pending_domains"] = pending
    if connection.wanted_clients:
        body["enabled_clients"] = list(connection.wanted_clients)
    if connection.organization:
        ours = [{"organization_id": connection.organization.auth0_id}]
        body.setdefault("enabled_organizations", ours)
    body["enabled_features"] = {
        "sso": connection.stage not in SERVING,
        "domain_verification": True,
        "provisioning": False,
    }
    return _after(
        last, None, kind=Ticket.Kind.EDIT, reason=Ticket.Reason.DOMAIN_VERIFICATION, body=body
    )


def _continued(ticket: Ticket) -> tuple[str, Body]:
    """Kind and body of a ticket that goes on where this one stopped.

    A connection that exists by now is edited, with what the customer still has to do.
    """
    connection = ticket.connection
    connection.refresh_from_db(fields=["auth0_id", "stage"])
    if connection.stage == Stage.GONE:
        raise WrongState(DELETED)
    if ticket.kind == Ticket.Kind.CREATE and connection.auth0_id:
        return Ticket.Kind.EDIT, ticket_body.as_edit(ticket.body, connection)
    return ticket.kind, ticket_body.without_stamps(ticket.body)


def _handed_over(link: Link, contact: Contact | None) -> HandedOver | None:
    if link.delivery != Link.Delivery.LINK:
        return None
    # Another contact has a language of their own.
    language = link.language if contact is None else ""
    return HandedOver(link.expires_at - link.created_at, link.return_url, language)


def _after(ticket: Ticket, contact: Contact | None, *, kind: str, reason: str, body: Body) -> Draft:
    preset = ticket.preset or default_preset(ticket.tenant)
    if preset is None:
        raise InvalidRequest(
            [Problem("preset", "The preset was deleted. Issue a new ticket instead.")]
        )
    others = list(_others(ticket.link))
    setting_up = (one.contact for one in others if one.role == Link.Role.SETUP)
    contact = contact or ticket.link.contact or next(setting_up, None)
    if contact is None:
        raise InvalidRequest(
            [Problem("contact", "The recipient was deleted. Choose another contact.")]
        )
    return Draft(
        customer=ticket.connection.customer,
        tenant=ticket.tenant,
        preset=preset,
        contact=contact,
        kind=kind,
        reason=reason,
        body=body,
        custom_domain=ticket.custom_domain,
        connection=ticket.connection,
        others=tuple(one for one in others if one.contact != contact),
    )


def _others(link: Link) -> Iterator[Person]:
    """Who shared the tickets behind a link until the end."""
    sharing = link.others.filter(left=False).select_related("contact")
    for other in sharing.order_by("created_at", "recipient_name"):
        if other.contact:
            # What leads to records only needs no other link.
            stays = other.is_for_dns and not other.ended
            yield Person(other.contact, other.role, other if stays else None)


def _edit(body: Body, connection: Connection) -> Body:
    """Settings of a preset as the request that edits a connection."""
    body.setdefault("connection_config", {})
    return ticket_body.as_edit(body, connection)


def _add_connection(body: Body, *, name: str, display_name: str) -> None:
    config = body.setdefault("connection_config", {})
    config["name"] = name
    config["display_name"] = display_name[:128]


def _add_domains(body: Body, customer: Customer) -> None:
    """Put the customer's known domains in: to verify where the preset asks for proof, and as
    trusted only where discovery by domain is wanted without it."""
    known = list(customer.domains.filter(connection=None).values_list("name", flat=True).distinct())
    if not known:
        return
    if TicketBody.parse(body).verifies:
        body["domain_aliases_config"]["pending_domains"] = known
    elif body.get("use_for_organization_discovery"):
        options = body["connection_config"].setdefault("options", {})
        options["domain_aliases"] = known


def _add_organization(body: Body, customer: Customer, tenant: Tenant) -> None:
    """Put the customer's own organization in; the preset says how its members come in."""
    rows = body.pop("enabled_organizations", None) or [{}]
    organization = customer.organizations.filter(tenant=tenant).first()
    if organization:
        usual = {"assign_membership_on_login": False, "show_as_button": True}
        body["enabled_organizations"] = [
            {"organization_id": organization.auth0_id, **usual, **rows[0]}
        ]
    else:
        # Discovery needs exactly one.
        body.pop("use_for_organization_discovery", None)


def _pending(connection: Connection) -> list[str]:
    pending = connection.domains.filter(state=Domain.State.PENDING)
    return list(pending.values_list("name", flat=True))
