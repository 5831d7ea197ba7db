"""Our own links: made for a recipient, ended for a reason."""

from datetime import timedelta

from django.db.models import QuerySet

from organizations.models import Connection, Contact
from portal import clock
from tickets.models import Link

LONGEST_DAYS = 30


def make_link(connection: Connection, contact: Contact, *, days: int, confirmation: str) -> Link:
    """Write a link for a contact as they are known now; good for `days` from now."""
    now = clock.now()
    return Link.objects.create(
        connection=connection,
        contact=contact,
        recipient_name=contact.name,
        recipient_email=contact.email,
        language=contact.language,
        confirmation=confirmation,
        created_at=now,
        expires_at=now + timedelta(days=days),
    )


def end_links(links: QuerySet[Link], reason: Link.Ended) -> None:
    """End those of the links that are not ended yet; they never come back to life."""
    links.filter(ended="").update(ended=reason, ended_at=clock.now())
