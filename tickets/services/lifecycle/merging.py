"""What belongs to tickets follows a customer who is merged into another one, and comes back."""

from django.db.models import Q

from organizations.errors import InUse
from organizations.models import Customer
from organizations.signals import MergedRows
from tickets.models import Job, JobRow, Link, Message, Milestones

_OVER = (Job.State.FINISHED, Job.State.CANCELLED)
_AHEAD = (JobRow.State.NEW, JobRow.State.ASKS, JobRow.State.READY, JobRow.State.ISSUING)


def follow(customer: Customer, into: Customer, rows: MergedRows, **_kwargs: object) -> None:
    """Move what reports count, and give the links of a contact of both to the one who stays.

    Raises InUse while a bulk job has something to do for the customer: it would go on for who is
    archived. A receiver of `organizations.signals.merging`.
    """
    ahead = JobRow.objects.filter(customer=customer, state__in=_AHEAD)
    if row := ahead.exclude(job__state__in=_OVER).first():
        raise InUse(
            f"Bulk job {row.job_id} still has something to do for {customer}. Wait until it's "
            "finished, or cancel it."
        )
    Milestones.objects.filter(customer=customer).update(customer=into)
    rows["links"], rows["messages"] = [], []
    for was, now in rows["same_contacts"]:
        links, messages = Link.objects.filter(contact=was), Message.objects.filter(contact=was)
        rows["links"].append((was, [str(one.pk) for one in links]))
        rows["messages"].append((was, [str(one.pk) for one in messages.only("pk")]))
        links.update(contact=now)
        messages.update(contact=now)


def come_back(customer: Customer, into: Customer, rows: MergedRows, **_kwargs: object) -> None:
    """Take back what `follow` did. Raises InUse when somebody was mailed since.

    A receiver of `organizations.signals.unmerging`.
    """
    theirs = Q(connection__in=rows["connections"]) | Q(contact__in=rows["contacts"])
    if Message.objects.filter(theirs, sent_at__gt=customer.merged_at).exists():
        raise InUse(f"Someone was emailed as {into} since, so the merge can't be undone.")
    milestones = Milestones.objects.filter(connection__in=rows["connections"], customer=into)
    milestones.update(customer=customer)
    for was, keys in rows["links"]:
        Link.objects.filter(pk__in=keys).update(contact=was)
    for was, keys in rows["messages"]:
        Message.objects.filter(pk__in=keys).update(contact=was)
