"""Our own links: made for a recipient, ended for a reason."""

from datetime import timedelta

from django.db.models import QuerySet

from organizations.models import Connection, Contact
from portal import clock
from tickets.models import Link

LONGEST_DAYS = 30


def make_link(
    connection: Connection,
    contact: Contact,
    *,
    good_for: timedelta,
    confirmation: str,
    language: str = "",
    delivery: str = Link.Delivery.MAIL,
    return_url: str = "",
    personal_note: str = "",
    main: Link | None = None,
    role: str = Link.Role.SETUP,
) -> Link:
    """Write a link for a contact as they are known now; good from now on, `good_for` so long.

    With `main`, one of a further person to the tickets behind that link.
    """
    now = clock.now()
    return Link.objects.create(
        connection=connection,
        contact=contact,
        recipient_name=contact.name,
        recipient_email=contact.email,
        language=language or contact.language,
        confirmation=confirmation,
        delivery=delivery,
        return_url=return_url,
        personal_note=personal_note,
        main=main,
        role=role,
        created_at=now,
        expires_at=now + good_for,
    )


def end_links(links: QuerySet[Link], reason: Link.Ended) -> None:
    """End those of the links that are not ended yet; they never come back to life."""
    links.filter(ended="").update(ended=reason, ended_at=clock.now())
