"""What an event is about beside a customer and a connection ("ticket:12"), and its page."""

from collections.abc import Mapping

from django.urls import NoReverseMatch, reverse

from organizations.models import Event

# Name of the page by kind of target. Pages of those who may sign in are the operators'.
_PAGES: dict[str, str] = {
    "tenant": "organizations:tenant",
    "user": "organizations:staff_member",
    "webhook": "organizations:webhook",
}


def learn(pages: Mapping[str, str]) -> None:
    """Know the pages of more kinds; each app tells its own (`AppConfig.ready`)."""
    _PAGES.update(pages)


def label(event: Event) -> str:
    """Return a target as people say it: "Ticket 12"."""
    kind, _, key = event.target.partition(":")
    return f"{kind.replace('_', ' ').capitalize()} {key}".strip()


def address(event: Event) -> str:
    """Return where a target's page is, empty where it has none."""
    kind, _, key = event.target.partition(":")
    try:
        return reverse(_PAGES[kind], args=[key]) if kind in _PAGES and key.isdecimal() else ""
    except NoReverseMatch:
        return ""
