"""What a message says: a line for each connection, at most ten, each with the page to go on at."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from organizations.models import Subscription

from .news import Piece
from .pacing import zone_of

MOST_LINES = 10
# Of a customer's name in a chat, some of which cut a message at 2,000 characters.
_LONGEST_NAME = 60


def mail_of(
    row: Subscription, pieces: list[Piece], *, to: str, capped_until: datetime | None
) -> EmailMessage:
    """Return the mail that tells these pieces.

    `capped_until`: when the next may go, if this is the last that the cap lets through.
    """
    return mail("staff_news", to=[to], **_told(row, pieces, capped_until))


def chat_of(
    row: Subscription,
    pieces: list[Piece],
    *,
    capped_until: datetime | None,
    plain: Callable[[str], str],
) -> tuple[str, str]:
    """Return title and text of the message that tells these pieces in a chat.

    `plain` makes harmless what a chat would take for a mention or a link.
    """
    harmless = [Piece(plain(_cut(one.customer)), one.what, one.path) for one in pieces]
    return _rendered("staff_news", "chat.txt", _told(row, harmless, capped_until))


def mail(name: str, *, to: Iterable[str], **context: object) -> EmailMessage:
    """Return a mail to staff by the name of its templates."""
    return EmailMessage(*_rendered(name, "body.txt", context), to=list(to))


def _told(row: Subscription, pieces: list[Piece], capped_until: datetime | None) -> dict[str, Any]:
    return {
        "pieces": [(one, _address(one.path)) for one in pieces[:MOST_LINES]],
        "others": len(pieces) - 1,
        "more": max(len(pieces) - MOST_LINES, 0),
        # As text: templates show times in a zone of their own.
        "capped_until": f"{capped_until.astimezone(zone_of(row)):%H:%M}" if capped_until else "",
    }


def _rendered(name: str, body: str, context: dict[str, Any]) -> tuple[str, str]:
    context |= {
        "home": _address(reverse("home")),
        "settings_url": _address(reverse("organizations:notifications")),
    }
    subject = render_to_string(f"email/{name}/subject.txt", context)
    text = render_to_string(f"email/{name}/{body}", context)
    return " ".join(subject.split()), text.strip() + "\n"


def _cut(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"


def _address(path: str) -> str:
    return settings.BASE_URL.rstrip("/") + path
