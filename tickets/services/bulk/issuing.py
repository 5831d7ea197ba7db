"""Rows that issue a ticket to a customer."""

from typing import Any

from django.db import transaction

from organizations.models import Contact, Customer, Stage
from portal.actor import Actor
from portal.auth0 import ticket_request
from tickets.models import Job, JobRow, Preset
from tickets.services.draft import Draft, draft, request_draft, unfinished
from tickets.services.errors import WrongState
from tickets.services.warnings import foretell, recipient_warnings, warnings_of_rows
from tickets.states import LIVE

from .people import contact_in, domains_in, find_customer, make_people
from .sight import NEW, Refused, Sight

# A free one is looked for when the row's turn has come.
_ANY_NAME = "any-name"


def look_at_recipient(row: JobRow) -> tuple[Customer | None, Sight]:
    """Return whom a row means, who may get the link, and what to know before. Raises Refused."""
    preset = _preset(row)
    customer = find_customer(row)
    known = list(customer.contacts.all()) if customer else []
    choices: list[dict[str, Any]] = [
        {"value": str(one.pk), "label": f"{one.name}, {one.email}"} for one in known
    ]
    choice = _told(row, known)
    if choice == NEW or (row.cells.get("email") and not _of_address(row, known)):
        told = contact_in(row, customer or Customer(name=row.name))
        choices.append({"value": NEW, "label": f"{told.name}, {told.email} (new contact)"})
    if not choices:
        raise Refused(
            f"{row.name} has no contact who could get the link.",
            "Add a contact on the customer's page, then look again.",
        )
    if not choice:
        return customer, Sight(choices, "")
    person = next((one for one in known if str(one.pk) == choice), None)
    return customer, Sight(choices, choice, _warnings(row, preset, customer, person))


def request_row(row: JobRow, *, by: Actor) -> None:
    """Ask for the ticket of a ready row, once: the row is linked in the same transaction.

    Raises organizations' Rejected, TicketError, Auth0Error.
    """
    preset = _preset(row)
    customer = make_people(row, by=by)
    row.refresh_from_db()
    contact = row.contact if row.choice == NEW else _chosen(row, customer)
    if contact is None:
        raise WrongState("The recipient is gone. Choose another contact on the customer's page.")
    wanted = draft(
        customer, preset.tenant, preset, contact, _connection(customer, preset), urgent=False
    )
    with transaction.atomic():
        mine = JobRow.objects.filter(pk=row.pk, state=JobRow.State.READY, ticket=None)
        if not mine.update(state=JobRow.State.ISSUING, attempts_made=0):
            return  # a worker whose claim had lapsed was faster
        if not Job.objects.filter(pk=row.job_id, state=Job.State.RUNNING).exists():
            transaction.set_rollback(True)
            return  # paused or cancelled a moment ago
        _need_no_news(row, wanted)
        ticket = request_draft(wanted, by=by)
        JobRow.objects.filter(pk=row.pk).update(ticket=ticket)


def _need_no_news(row: JobRow, wanted: Draft) -> None:
    """Replace no ticket that somebody issued after the row was looked at."""
    theirs = wanted.connection and wanted.connection.tickets.filter(state__in=LIVE)
    live = theirs and theirs.first()
    if live and not foretell(row.warnings, live):
        raise WrongState(
            f"Ticket {live.pk} was issued after you looked. Look at it; issue another by itself."
        )


def _told(row: JobRow, known: list[Contact]) -> str:
    """Who gets the link: whom a person chose, the line's address, or the only contact."""
    if row.choice in {str(one.pk) for one in known} or (
        row.choice == NEW and row.cells.get("email")
    ):
        return row.choice
    if row.cells.get("email"):
        found = _of_address(row, known)
        return str(found.pk) if found else NEW
    return str(known[0].pk) if len(known) == 1 else ""


def _of_address(row: JobRow, known: list[Contact]) -> Contact | None:
    email = row.cells.get("email", "").lower()
    return next((one for one in known if one.email.lower() == email), None)


def _warnings(
    row: JobRow, preset: Preset, customer: Customer | None, person: Contact | None
) -> list[str]:
    if customer is None:
        new = Customer(name=row.name)
        told = contact_in(row, new)
        domains = domains_in(row)
        return [
            f"{row.name} is not here yet: the customer is created first.",
            *recipient_warnings(told, new, domains),
            f"{row.name} is not mapped to an organization in {preset.tenant}: "
            "no organization gets the connection.",
        ]
    recipient = person or contact_in(row, customer)
    connection = _connection(customer, preset)
    wanted = draft(customer, preset.tenant, preset, recipient, connection, name=_ANY_NAME)
    faults = ticket_request.problems(wanted.request)
    if faults:
        raise Refused(
            " ".join(fault.message for fault in faults),
            "Have the preset changed, or issue this ticket by itself.",
        )
    return [*_second_connection(wanted), *warnings_of_rows(wanted)]


def _second_connection(wanted: Draft) -> list[str]:
    if wanted.connection:
        return []
    there = wanted.customer.connections.filter(tenant=wanted.tenant).exclude(stage=Stage.GONE)
    names = ", ".join(f"{one.name} ({one.get_stage_display().lower()})" for one in there)
    if not names:
        return []
    return [f"{wanted.customer} has {names} already. This ticket sets up one more connection."]


def _connection(customer: Customer, preset: Preset) -> Any:
    theirs = customer.connections.filter(tenant=preset.tenant)
    return unfinished(list(theirs.select_related("tenant", "organization")))


def _chosen(row: JobRow, customer: Customer) -> Contact | None:
    return customer.contacts.filter(pk=row.choice).first()


def _preset(row: JobRow) -> Preset:
    preset = row.job.preset
    if preset is None:
        raise Refused("The preset was deleted.", "Make a new job by another preset.")
    return preset
