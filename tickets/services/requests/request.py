"""Ask for a ticket: the row is the truth, a worker takes it to Auth0."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from organizations.errors import Taken
from organizations.models import Attention, Connection, Organization, Stage, Verification
from organizations.services import attention, domains
from organizations.services.connections.naming import plan_connection
from organizations.services.lifecycle.locks import lock_connection
from organizations.services.tenants.return_urls import why_not_returned_to
from portal import clock
from portal.actor import Actor
from portal.auth0.ticket_request import Body, Problem, TicketBody
from portal.wake import wake
from tickets.errors import InvalidRequest, WrongState
from tickets.models import Link, Nomination, Ticket
from tickets.services.lifecycle.links import LONGEST_DAYS, end_links, make_link
from tickets.services.lifecycle.move import record
from tickets.services.lifecycle.retire import retire
from tickets.states import ACTIVE, State
from tickets.verbs import Verb

from . import ticket_body
from .draft import DELETED, MOST_RECIPIENTS, Draft, Renewal
from .second_person import ask_second_person, needs_approval

# Two clicks within this time are one.
SAME_CLICK = timedelta(seconds=15)

# What a new ticket answers; if it does not, it is put on the list again.
_ANSWERED = frozenset(
    {
        Attention.Reason.FAILED,
        Attention.Reason.BOUNCED,
        Attention.Reason.STALLED,
        Attention.Reason.COLLEAGUE,
        Attention.Reason.ASKED,
    }
)


def request_ticket(draft: Draft | Renewal, *, by: Actor) -> Ticket:
    """Queue the ticket of a draft and the link to it; both are mailed once Auth0 issued it.

    A renewal is queued behind its link, for who is there to have issued: nothing is mailed.

    A connection that the draft lacks is planned in the same transaction; our ids are added to
    the body. The connection's live ticket is replaced and revoked, its earlier links end. A
    second click on the same draft returns the first one's ticket. Raises InvalidRequest,
    WrongState when a colleague was faster, and organizations' Rejected and Taken for the name.
    https://auth0.com/docs/api/management/v2/self-service-profiles/post-sso-ticket
    """
    if isinstance(draft, Renewal):
        return _renew(draft, by)
    if sent := _just_sent(draft, by):
        return sent
    try:
        return _request(draft, by)
    except Taken:
        # The first of two clicks may have planned the connection a moment ago.
        if sent := _just_sent(draft, by):
            return sent
        raise


def _request(draft: Draft, by: Actor) -> Ticket:
    days = draft.preset.link_days if draft.link_days is None else draft.link_days
    body = draft.parsed
    with transaction.atomic():
        connection = draft.connection or plan_connection(
            draft.customer,
            draft.tenant,
            name=body.name,
            display_name=body.display_name,
            by=by,
        )
        faults = [
            *_faults(connection, draft, days),
            *ticket_body.problems(draft.body, draft.kind, connection),
        ]
        if faults:
            raise InvalidRequest(faults)
        kept: dict[int | None, int] = {}
        old = None
        # What was planned here has no lock to wait for, and nothing before it.
        if draft.connection:
            # Of two at once, the second replaces the first, unless both are the same click.
            lock_connection(connection)
            if sent := _just_sent(draft, by):
                return sent
            if not by.is_company:
                # What goes out by itself to the same people does not answer whom they named.
                named = Nomination.objects.filter(link__connection=connection, link__ended="")
                kept = {one.link.contact_id: one.pk for one in named.select_related("link")}
            old = _replace_active(connection, draft, by)
        link = make_link(
            connection,
            draft.contact,
            confirmation=draft.confirmation or draft.preset.confirmation,
            **_delivery(draft, days),
        )
        links = [link, *_share(link, draft, days)]
        _note_wanted(connection, body)
        domains.await_domains(connection, list(body.pending_domains), by=by)
        ticket = _queue(
            link,
            by=by,
            verb=Verb.TICKET_REQUEST,
            created_by=by.user or draft.created_by,
            preset=draft.preset,
            profile_id=draft.preset.profile_id,
            kind=draft.kind,
            reason=draft.reason,
            body=draft.body,
            custom_domain=draft.custom_domain,
            cause=draft.cause,
        )
        for other in links[1:]:
            note_added(ticket, other, by=by)
        again = [one for one in links if one.contact_id in kept]
        for one in again:
            Nomination.objects.filter(pk=kept[one.contact_id]).update(link=one)
        _settle_answered(draft, connection, keeps_colleague=bool(again), by=by)
        if old:
            Ticket.objects.filter(pk=old.pk).update(replaced_by=ticket)
        wake("tickets.issue", ticket.pk)
    return ticket


def _settle_answered(
    draft: Draft, connection: Connection, *, keeps_colleague: bool, by: Actor
) -> None:
    """Take off the list what this ticket was asked for."""
    if draft.connection:
        answered = _ANSWERED - {Attention.Reason.COLLEAGUE} if keeps_colleague else _ANSWERED
        if draft.kind == Ticket.Kind.EDIT and draft.reason != Ticket.Reason.DOMAIN_VERIFICATION:
            # With it the customer can replace what ends; if they don't, the next notice asks again.
            answered |= {Attention.Reason.ENDING}
        attention.settle(connection, *sorted(answered), by=by)
        return
    # A setup begins anew in the place of what was deleted.
    deleted = Q(reason=Attention.Reason.CHANGED, resolved_at=None)
    begun_anew = connection.customer.connections.filter(
        stage=Stage.GONE,
        tenant=connection.tenant,
        pk__in=Attention.objects.filter(deleted).values("connection"),
    )
    for gone in begun_anew.order_by("pk"):
        attention.settle(gone, Attention.Reason.CHANGED, by=by)


def _delivery(draft: Draft, days: int) -> dict[str, Any]:
    if (handed := draft.handed_over) is None:
        return {"good_for": timedelta(days=days), "personal_note": draft.personal_note}
    return {
        "good_for": handed.good_for,
        "language": handed.language,
        "return_url": handed.return_url,
        "delivery": Link.Delivery.LINK,
    }


def _share(main: Link, draft: Draft, days: int) -> Iterator[Link]:
    """Give each of the others a link to the tickets behind this one; they are mailed, always."""
    mailed = draft.mailed()
    for other in draft.others:
        if other.link:
            Link.objects.filter(pk=other.link.pk).update(main=main, expires_at=main.expires_at)
            continue
        yield make_link(
            main.connection,
            other.contact,
            good_for=timedelta(days=days),
            confirmation=mailed.confirmation or draft.preset.confirmation,
            main=main,
            role=other.role,
        )


def note_added(ticket: Ticket, link: Link, *, by: Actor) -> None:
    """Record that somebody shares a ticket from now on."""
    role = str(Link.Role(link.role).label)
    record(ticket, Verb.LINK_ADD, by=by, recipient=link.recipient_email, role=role)


def _just_sent(draft: Draft, by: Actor) -> Ticket | None:
    """The live ticket that the same person asked for in the same words a moment ago."""
    if by.user is None:
        return None
    live = Ticket.objects.filter(
        tenant=draft.tenant,
        connection__customer=draft.customer,
        created_by=by.user,
        created_at__gte=clock.now() - SAME_CLICK,
        link__contact=draft.contact,
        state__in=ACTIVE,
    )
    people = {(one.contact.pk, one.role) for one in draft.others}
    if draft.repeats:
        live = live.filter(pk__gt=draft.repeats.pk)
    same = (
        one
        for one in live
        if ticket_body.without_stamps(one.body) == draft.body
        and {*one.link.others.values_list("contact", "role")} == people
    )
    return next(same, None)


def _renew(renewal: Renewal, by: Actor) -> Ticket:
    before = renewal.before
    return _queue(
        before.link,
        by=by,
        verb=Verb.TICKET_RENEW,
        created_by=before.created_by,
        preset=before.preset,
        profile_id=before.profile_id,
        kind=renewal.kind,
        reason=Ticket.Reason.RENEWAL,
        body=renewal.body,
        custom_domain=before.custom_domain,
    )


def _queue(link: Link, *, by: Actor, verb: Verb, body: Body, **fields: Any) -> Ticket:
    """Write a queued ticket behind a link. The one place where tickets are made."""
    connection = link.connection
    try:
        with transaction.atomic():
            ticket = Ticket.objects.create(
                tenant=connection.tenant,
                connection=connection,
                link=link,
                created_at=clock.now(),
                body=body,
                held=needs_approval(connection, TicketBody.parse(body)),
                **fields,
            )
            ticket.body = ticket_body.stamped(body, ticket)
            ticket.save(update_fields=["body"])
            record(ticket, verb, by=by, kind=ticket.kind, recipient=link.recipient_email)
            if ticket.held:
                ask_second_person(ticket, by=by)
    except IntegrityError:
        raise WrongState(
            f"A colleague just issued a ticket for “{connection}”. Review it first."
        ) from None
    return ticket


def _replace_active(connection: Connection, draft: Draft, by: Actor) -> Ticket | None:
    stay = [one.link.pk for one in draft.others if one.link]
    end_links(connection.links.exclude(pk__in=stay), Link.Ended.REPLACED)
    live = Ticket.objects.filter(connection=connection, state__in=ACTIVE).first()
    if live:
        retire(live, State.REPLACED, by=by, verb=Verb.TICKET_REPLACE)
    return live


def _note_wanted(connection: Connection, body: TicketBody) -> None:
    """Write down what "live" will mean for this connection."""
    wanted: dict[str, Any] = {}
    if body.creates or body.enabled_clients is not None:
        wanted["wanted_clients"] = list(body.enabled_clients or ())
    if body.creates or body.domain_verification is not None:
        wanted["verification"] = Verification(body.domain_verification or Verification.NONE)
    if body.creates or body.enabled_organizations is not None:
        ids = [one.organization_id for one in body.enabled_organizations or ()]
        wanted["organization"] = Organization.objects.filter(
            tenant=connection.tenant, customer=connection.customer, auth0_id__in=ids
        ).first()
        wanted["more_organizations"] = len(ids) > 1
    for name, value in wanted.items():
        setattr(connection, name, value)
    connection.save(update_fields=list(wanted))


def _faults(connection: Connection, draft: Draft, days: int) -> Iterator[Problem]:
    preset, contact = draft.preset, draft.contact
    if connection.stage == Stage.GONE:
        yield Problem("connection", DELETED)
    if connection.customer.archived_at:
        yield Problem(
            "customer", f"{connection.customer} is archived. Unarchive the customer first."
        )
    if contact.customer_id != connection.customer_id:
        yield Problem("contact", f"{contact} isn't a contact of {connection.customer}.")
    yield from _faulty_others(draft)
    if preset.tenant_id != connection.tenant_id:
        yield Problem(
            "preset",
            f"“{preset}” belongs to another tenant. Choose a preset of {connection.tenant}.",
        )
    handed = draft.handed_over
    back = handed.return_url if handed else ""
    if back and (why := why_not_returned_to(back, connection.tenant)):
        yield Problem("return_url", why)
    if not connection.tenant.active:
        yield Problem("tenant", f"The tenant {connection.tenant} is inactive.")
    if not 1 <= days <= LONGEST_DAYS:
        yield Problem("link_days", f"A link can be valid for 1 to {LONGEST_DAYS} days.")


def _faulty_others(draft: Draft) -> Iterator[Problem]:
    if len(draft.others) >= MOST_RECIPIENTS:
        yield Problem("others", f"A ticket can go to up to {MOST_RECIPIENTS} people.")
    seen = {draft.contact.email.lower()}
    for other in draft.others:
        if other.contact.customer_id != draft.customer.pk:
            yield Problem("others", f"{other.contact} isn't a contact of {draft.customer}.")
        if other.contact.email.lower() in seen:
            yield Problem("others", f"{other.contact} is listed twice. Remove one of them.")
        seen.add(other.contact.email.lower())
