"""How each state looks: a tone and an icon, so that colour never carries meaning alone.

One table for tickets, connections, domains, messages and everything else with a state: a word
means one thing everywhere. tests/test_design.py holds it against the models.
"""

from typing import NamedTuple


class Look(NamedTuple):
    tone: str  # neutral, info, success, warning, danger (static/css/components.css)
    icon: str  # a symbol of static/img/icons.svg


UNKNOWN = Look("neutral", "dot")

LOOKS: dict[str, Look] = {
    # tickets
    "queued": Look("neutral", "clock"),
    "issued": Look("info", "send"),
    "opened": Look("info", "open"),
    "completed": Look("success", "check-circle"),
    "expired": Look("neutral", "history"),
    "revoked": Look("neutral", "ban"),
    "replaced": Look("neutral", "swap"),
    "failed": Look("danger", "stop"),
    # connections
    "planned": Look("neutral", "circle"),
    "invited": Look("info", "mail"),
    "configured": Look("info", "plug"),
    "domain_pending": Look("warning", "globe"),
    "domain_verified": Look("info", "shield"),
    "live": Look("success", "check-circle"),
    "disabled": Look("warning", "ban"),
    "gone": Look("danger", "x"),
    # domains
    "known": Look("neutral", "globe"),
    "preverified": Look("success", "shield"),
    "pending": Look("warning", "clock"),
    "verified": Look("success", "check-circle"),
    # what DNS answered
    "right": Look("success", "check"),
    "missing": Look("warning", "search"),
    "other_value": Look("danger", "alert"),
    "wrong_name": Look("danger", "alert"),
    "quoted": Look("danger", "alert"),
    "cname": Look("danger", "alert"),
    "nxdomain": Look("danger", "alert"),
    "timeout": Look("warning", "clock"),
    # mails
    "sent": Look("info", "send"),
    "delivered": Look("success", "inbox"),
    "deferred": Look("warning", "clock"),
    "bounced": Look("danger", "stop"),
    "complained": Look("danger", "alert"),
    "dropped": Look("neutral", "ban"),
    # why something needs a person
    "unconfirmed": Look("info", "users"),
    "domain_wrong": Look("danger", "globe"),
    "stalled": Look("warning", "clock"),
    "unrouted": Look("warning", "globe"),
    "ending": Look("warning", "history"),
    "colleague": Look("warning", "users"),
    "asked": Look("info", "help"),
    "changed": Look("warning", "edit"),
    # attempts to mint a ticket
    "unknown": Look("warning", "help"),
    "unused": Look("neutral", "ban"),
    "refused": Look("danger", "stop"),
    "unavailable": Look("warning", "refresh"),
    # jobs for many customers, and their rows
    "uploaded": Look("neutral", "list"),
    "looking": Look("info", "search"),
    "ready": Look("info", "check"),
    "running": Look("info", "refresh"),
    "paused": Look("warning", "clock"),
    "finished": Look("success", "check-circle"),
    "cancelled": Look("neutral", "ban"),
    "new": Look("neutral", "circle"),
    "asks": Look("warning", "help"),
    "wrong": Look("danger", "alert"),
    "left_out": Look("neutral", "x"),
    "issuing": Look("info", "send"),
    "done": Look("success", "check-circle"),
    # tenants, organizations and customers
    "production": Look("info", "globe"),
    "staging": Look("neutral", "sliders"),
    "mapped": Look("success", "link"),
    "renamed": Look("warning", "edit"),
    "archived": Look("neutral", "inbox"),
    "ok": Look("success", "check-circle"),
}


def look(state: str) -> Look:
    """Return the tone and icon of a state; unknown ones look neutral."""
    return LOOKS.get(state, UNKNOWN)
