"""What a message says: a line for each connection, at most ten, each with the page to go on at."""

from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from organizations.models import Subscription

from .news import Piece
from .pacing import zone_of

MOST_LINES = 10


def mail_of(
    row: Subscription, pieces: list[Piece], *, capped_until: datetime | None
) -> EmailMessage:
    """Return the mail that tells these pieces.

    `capped_until`: when the next may go, if this is the last that the cap lets through.
    """
    return _mail(
        row,
        "staff_news",
        {
            "pieces": [(one, _address(one.path)) for one in pieces[:MOST_LINES]],
            "others": len(pieces) - 1,
            "more": max(len(pieces) - MOST_LINES, 0),
            # As text: templates show times in a zone of their own.
            "capped_until": f"{capped_until.astimezone(zone_of(row)):%H:%M}"
            if capped_until
            else "",
        },
    )


def test_mail_of(row: Subscription) -> EmailMessage:
    """Return a mail that says only that mails arrive."""
    return _mail(row, "staff_news_test", {})


def _mail(row: Subscription, name: str, context: dict[str, object]) -> EmailMessage:
    context |= {
        "home": _address(reverse("home")),
        "settings_url": _address(reverse("organizations:notifications")),
    }
    subject = render_to_string(f"email/{name}/subject.txt", context)
    body = render_to_string(f"email/{name}/body.txt", context)
    return EmailMessage(" ".join(subject.split()), body.strip() + "\n", to=[row.user.email])


def _address(path: str) -> str:
    return settings.BASE_URL.rstrip("/") + path
