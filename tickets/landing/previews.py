"""What the recipient of a draft will get, before anything is sent."""

from datetime import timedelta

from csp.constants import NONE, SELF
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from organizations.models import Connection, User
from portal import clock
from tickets.models import Link, Ticket
from tickets.models.preset import Confirmation
from tickets.services.automation.step_mails import draft_of, mail_of
from tickets.services.automation.steps import Do, Step
from tickets.services.mail.queue import kind_of, preview, told
from tickets.services.mail.templates import Mail
from tickets.services.requests.draft import Draft, Person

from .identity_form import AddressForm, IdentityForm, masked


def ticket(
    draft: Draft, *, by: User | None, link_days: int, confirmation: str, personal_note: str = ""
) -> Ticket:
    """Return the ticket that the draft would become, its link included; nothing is saved."""
    now = clock.now()
    connection = draft.connection or Connection(
        tenant=draft.tenant,
        customer=draft.customer,
        name=draft.parsed.name,
    )
    link = Link(
        connection=connection,
        contact=draft.contact,
        recipient_name=draft.contact.name,
        recipient_email=draft.contact.email,
        language=draft.contact.language,
        confirmation=confirmation,
        personal_note=personal_note,
        created_at=now,
        expires_at=now + timedelta(days=link_days),
    )
    return Ticket(
        tenant=draft.tenant,
        connection=connection,
        link=link,
        preset=draft.preset,
        kind=draft.kind,
        reason=draft.reason,
        profile_id=draft.preset.profile_id,
        body=draft.body,
        created_at=now,
        created_by=by,
    )


def links(ticket: Ticket, draft: Draft) -> dict[str, Link]:
    """Return the links of those who would share the draft's ticket, by their number from 2 on."""
    first = ticket.link
    return {
        str(number): Link(
            connection=first.connection,
            contact=one.contact,
            role=one.role,
            recipient_name=one.contact.name,
            recipient_email=one.contact.email,
            language=one.contact.language,
            confirmation=first.confirmation,
            created_at=first.created_at,
            expires_at=first.expires_at,
        )
        for number, one in enumerate(draft.others, start=2)
    }


def landing(request: HttpRequest, ticket: Ticket, link: Link) -> HttpResponse:
    """Return the page behind a mailed link, as its reader will see it first."""
    context = {
        "link": link,
        # What is linked from there is not shown in the frame.
        "home": "#",
        "ticket": ticket,
        "customer": ticket.connection.customer,
        "person": ticket.created_by,
        "address": masked(link.recipient_email),
        "wants_code": link.confirmation == Confirmation.CODE,
        "form": IdentityForm(link=link),
        "address_form": AddressForm(link=link),
    }
    with translation.override(link.language):
        name = "dns" if link.is_for_dns else "ready"
        response = render(request, f"landing/{name}.html", context)
    response["X-Frame-Options"] = "SAMEORIGIN"
    # Framed by our page only, and its buttons do nothing there.
    response._csp_replace = {  # type: ignore[attr-defined]
        "frame-ancestors": [SELF],
        "form-action": [NONE],
    }
    return response


def scheduled(step: Step, connection: Connection) -> Mail:
    """Return the mail that a step of the portal leads to. Raises TicketError."""
    if step.do == Do.MAIL:
        return mail_of(step, connection)
    draft = draft_of(step, connection)
    preset = draft.preset
    shown = ticket(draft, by=None, link_days=preset.link_days, confirmation=preset.confirmation)
    return mail(shown, shown.link, draft)


def mail(ticket: Ticket, link: Link, draft: Draft) -> Mail:
    """Return the mail that one of those who get the draft's ticket gets, in their language."""
    kind = kind_of(ticket, link)
    people = [Person(draft.contact), *draft.others]
    beside = [
        one.contact.name
        for one in people
        if one.contact != link.contact and one.role == Link.Role.SETUP and not link.is_for_dns
    ]
    return preview(kind, ticket, link=link, beside=beside, **told(kind, ticket))
