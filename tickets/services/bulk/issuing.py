"""Rows that issue a ticket to a customer."""

from typing import Any

from django.db import transaction

from organizations.models import Contact, Customer, Stage
from portal.actor import Actor
from portal.auth0 import ticket_request
from portal.text.addresses import readable, same_address
from tickets.errors import WrongState
from tickets.models import Job, JobRow, Preset
from tickets.remarks import Code, Remark, was_announced
from tickets.services.requests.draft import Draft, draft, unfinished
from tickets.services.requests.request import request_ticket
from tickets.services.requests.setup import give_organization
from tickets.services.requests.warnings import recipient_warnings, warnings_of_rows
from tickets.states import ACTIVE

from .mapping import missing_organization
from .upload.people import (
    contact_in,
    domains_in,
    find_customer,
    make_others,
    make_people,
    others_in,
)
from .upload.row_check import NEW, Refused, RowCheck

# A free one is looked for when the row's turn has come.
_ANY_NAME = "any-name"


def check_recipient(row: JobRow) -> tuple[Customer | None, RowCheck]:
    """Return whom a row means, who may get the link, and what to know before. Raises Refused."""
    preset = _preset(row)
    customer = find_customer(row)
    known = list(customer.contacts.all()) if customer else []
    choices: list[dict[str, str]] = [
        {"value": str(one.pk), "label": f"{one.name}, {readable(one.email)}"} for one in known
    ]
    choice = _preselected(row, known)
    if choice == NEW or (row.cells.get("email") and not _of_address(row, known)):
        new_contact = contact_in(row, customer or Customer(name=row.name))
        choices.append(
            {
                "value": NEW,
                "label": f"{new_contact.name}, {readable(new_contact.email)} (new contact)",
            }
        )
    if not choices:
        raise Refused(
            f"{row.name} has no contact who can get the link.",
            "Add a contact on the customer's page, then check again.",
        )
    organization, name = "", ""
    if preset.needs_organization:
        organization, name = missing_organization(row, customer, preset.tenant)
    if not choice:
        return customer, RowCheck(choices, "", [], organization, name)
    person = next((one for one in known if str(one.pk) == choice), None)
    warnings = [
        one
        for one in _warnings(row, preset, customer, person)
        if not (organization and one.code == Code.NOT_MAPPED)
    ]
    return customer, RowCheck(choices, choice, warnings, organization, name)


def request_row(row: JobRow, *, by: Actor) -> None:
    """Ask for the ticket of a ready row, once: the row is linked in the same transaction.

    Raises organizations' Rejected, TicketError, Auth0Error.
    """
    preset = _preset(row)
    customer = make_people(row, by=by)
    row.refresh_from_db()
    contact = row.contact if row.choice == NEW else _chosen(row, customer)
    if contact is None:
        raise WrongState(
            "The recipient was deleted. Choose another contact on the customer's page."
        )
    if row.organization:
        give_organization(
            customer,
            preset.tenant,
            row.organization,
            name=row.organization_name,
            by=by,
            urgent=False,
        )
    wanted = draft(
        customer, preset.tenant, preset, contact, _connection(customer, preset), urgent=False
    )
    wanted.others = make_others(row, customer, contact, by=by)
    with transaction.atomic():
        mine = JobRow.objects.filter(pk=row.pk, state=JobRow.State.READY, ticket=None)
        if not mine.update(state=JobRow.State.ISSUING, attempts_made=0):
            return  # a worker whose claim had lapsed was faster
        if not Job.objects.filter(pk=row.job_id, state=Job.State.RUNNING).exists():
            transaction.set_rollback(True)
            return  # paused or cancelled a moment ago
        _need_no_news(row, wanted)
        ticket = request_ticket(wanted, by=by)
        JobRow.objects.filter(pk=row.pk).update(ticket=ticket)


def _need_no_news(row: JobRow, wanted: Draft) -> None:
    """Replace no ticket that somebody issued after the row was checked."""
    theirs = wanted.connection and wanted.connection.tickets.filter(state__in=ACTIVE)
    live = theirs and theirs.first()
    if live and not was_announced(row.warnings, live):
        raise WrongState(
            f"Ticket {live.pk} was issued after this row was checked. Review it before "
            "you issue another one."
        )


def _preselected(row: JobRow, known: list[Contact]) -> str:
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
    email = row.cells.get("email", "")
    return next((one for one in known if same_address(one.email, email)), None)


def _warnings(
    row: JobRow, preset: Preset, customer: Customer | None, person: Contact | None
) -> list[Remark]:
    if customer is None:
        new = Customer(name=row.name)
        new_contact = contact_in(row, new)
        domains = domains_in(row)
        return [
            *recipient_warnings(new_contact, new, domains),
            *(
                remark
                for one in others_in(row, new, new_contact)
                for remark in recipient_warnings(one.contact, new, domains)
            ),
            Remark(
                Code.NOT_MAPPED,
                f"{row.name} isn't mapped to an organization in {preset.tenant}, so the "
                "connection won't be enabled for one.",
            ),
        ]
    recipient = person or contact_in(row, customer)
    connection = _connection(customer, preset)
    wanted = draft(customer, preset.tenant, preset, recipient, connection, name=_ANY_NAME)
    wanted.others = others_in(row, customer, recipient)
    faults = ticket_request.problems(wanted.body)
    if faults:
        raise Refused(
            " ".join(fault.message for fault in faults),
            "Ask a manager to change the preset, or issue this ticket separately.",
        )
    return [*_second_connection(wanted), *warnings_of_rows(wanted)]


def _second_connection(wanted: Draft) -> list[Remark]:
    if wanted.connection:
        return []
    there = wanted.customer.connections.filter(tenant=wanted.tenant).exclude(stage=Stage.GONE)
    names = ", ".join(f"{one.name} ({one.get_stage_display().lower()})" for one in there)
    if not names:
        return []
    text = f"{wanted.customer} already has {names}. This ticket sets up another connection."
    return [Remark(Code.SECOND_CONNECTION, text)]


def _connection(customer: Customer, preset: Preset) -> Any:
    theirs = customer.connections.filter(tenant=preset.tenant)
    return unfinished(list(theirs.select_related("tenant", "organization")))


def _chosen(row: JobRow, customer: Customer) -> Contact | None:
    return customer.contacts.filter(pk=row.choice).first()


def _preset(row: JobRow) -> Preset:
    preset = row.job.preset
    if preset is None:
        raise Refused("The preset was deleted.", "Create a new job with another preset.")
    return preset
