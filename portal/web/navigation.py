"""The parts of the staff's pages, each shown only to who may open it."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpRequest
from django.urls import resolve, reverse


@dataclass(frozen=True)
class Entry:
    label: str
    url: str
    icon: str
    current: bool


# (name of the address, label, icon)
PARTS = (
    ("home", "Home", "home"),
    ("customers", "Customers", "building"),
    ("tickets:tickets", "Tickets", "ticket"),
    ("tickets:jobs", "Bulk jobs", "users"),
    ("tickets:mails", "Emails", "mail"),
    ("tickets:presets", "Presets", "sliders"),
    ("tickets:profiles", "Profiles", "user"),
    ("organizations:tenants", "Tenants", "globe"),
    ("organizations:failures", "Sign-in errors", "alert"),
    ("tickets:inventory", "Inventory", "list"),
    ("tickets:reports", "Reports", "chart"),
    ("organizations:api_keys", "API keys", "key"),
    ("organizations:webhooks", "Webhooks", "send"),
    ("organizations:staff", "Staff", "shield"),
    ("organizations:audit", "Audit log", "history"),
    ("organizations:doctor", "Doctor", "plug"),
)


# What can be begun from anywhere.
_DEEDS = (
    ("tickets:new", "New ticket", "ticket"),
    ("tickets:setup", "New customer setup", "send"),
    ("organizations:customer_new", "New customer", "plus"),
)


def places(user: Any) -> list[tuple[str, str, str]]:
    """Return label, address and icon of all that this person may begin or open, in order."""
    named = [(label, reverse(name), icon) for name, label, icon in (*_DEEDS, *PARTS)]
    return [(label, url, icon) for label, url, icon in named if may_open(user, url)]


def entries(request: HttpRequest) -> list[Entry]:
    """Return the parts that the person of this request may open, in order."""
    found = []
    for name, label, icon in PARTS:
        url = reverse(name)
        if may_open(request.user, url):
            current = request.path == url or (url != "/" and request.path.startswith(url))
            found.append(Entry(label, url, icon, current))
    return found


def may_open(user: Any, url: str) -> bool:
    """Return whether somebody may open a page, as its own guard says."""
    permission = _permission(url)
    return not permission or user.has_perm(f"organizations.{permission}")


@cache
def _permission(url: str) -> str:
    # The guard of the page itself (portal.web.access.requires) says who may.
    return getattr(resolve(url).func, "permission", "")
