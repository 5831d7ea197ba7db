"""What became of each row, as a table to take along."""

from collections.abc import Iterator

from organizations.models import Organization
from portal.actor import Actor
from portal.text.addresses import readable
from tickets.models import Job, JobRow, Link
from tickets.verbs import Verb

from .making import record
from .upload.columns import OTHERS

RESULT_COLUMNS = (
    *("Row", "Customer", "External ID", "Recipient", "Email address", "Organization"),
    *("Result", "Ticket", "Ticket state", "Problem", "What to do", "At", "Other recipients"),
)


def export_result(job: Job, *, by: Actor) -> Iterator[tuple[object, ...]]:
    """Return the rows of a job under `RESULT_COLUMNS`, read as they are asked for, and note who
    took them."""
    record(job, Verb.JOB_EXPORT, by=by)
    return _results(job)


def _results(job: Job) -> Iterator[tuple[object, ...]]:
    theirs = Organization.objects.filter(
        tenant=job.tenant_id, customer__in=job.rows.values("customer")
    )
    organizations = dict(theirs.values_list("customer", "name"))
    rows = job.rows.select_related("customer", "ticket__link").order_by("number")
    rows = rows.prefetch_related("ticket__link__others")
    for row in rows.iterator(chunk_size=1_000):
        ticket, customer = row.ticket, row.customer
        link = ticket.link if ticket else None
        yield (
            row.number,
            row.name,
            customer.external_id if customer else row.cells.get("external_id"),
            link.recipient_name if link else row.cells.get("contact"),
            readable(link.recipient_email if link else row.cells.get("email", "")),
            organizations.get(customer.pk) if customer else None,
            row.get_state_display(),
            ticket.pk if ticket else None,
            ticket.get_state_display() if ticket else None,
            row.problem or " ".join(f"{name}: {text}" for name, text in row.errors.items()),
            row.remedy,
            row.settled_at,
            _others(row, link),
        )


def _others(row: JobRow, link: Link | None) -> str:
    if link:
        others = sorted(link.others.all(), key=lambda one: (one.is_for_dns, one.recipient_email))
        return " ".join(readable(one.recipient_email) for one in others)
    addresses = [row.cells.get(f"{one}_email", "") for one in OTHERS]
    return " ".join(readable(one) for one in addresses if one)
