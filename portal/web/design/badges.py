"""How each state looks: a tone and an icon, so that colour never carries meaning alone.

One table for tickets, connections, domains, messages and everything else with a state: a word
means one thing everywhere. tests/test_design.py holds it against the models.
"""

from typing import NamedTuple


class Appearance(NamedTuple):
    tone: str  # neutral, info, success, warning, danger (static/css/components.css)
    icon: str  # a symbol of static/img/icons.svg


UNKNOWN = Appearance("neutral", "dot")

APPEARANCES: dict[str, Appearance] = {
    # tickets
    "queued": Appearance("neutral", "clock"),
    "issued": Appearance("info", "send"),
    "opened": Appearance("info", "open"),
    "completed": Appearance("success", "check-circle"),
    "expired": Appearance("neutral", "history"),
    "revoked": Appearance("neutral", "ban"),
    "replaced": Appearance("neutral", "swap"),
    "failed": Appearance("danger", "stop"),
    # connections
    "planned": Appearance("neutral", "circle"),
    "invited": Appearance("info", "mail"),
    "configured": Appearance("info", "plug"),
    "domain_pending": Appearance("warning", "globe"),
    "domain_verified": Appearance("info", "shield"),
    "live": Appearance("success", "check-circle"),
    "in_use": Appearance("success", "users"),
    "disabled": Appearance("warning", "ban"),
    "gone": Appearance("danger", "x"),
    # domains
    "known": Appearance("neutral", "globe"),
    "preverified": Appearance("success", "shield"),
    "pending": Appearance("warning", "clock"),
    "verified": Appearance("success", "check-circle"),
    # what DNS answered
    "right": Appearance("success", "check"),
    "missing": Appearance("warning", "search"),
    "other_value": Appearance("danger", "alert"),
    "wrong_name": Appearance("danger", "alert"),
    "invisible": Appearance("danger", "alert"),
    "letter_case": Appearance("danger", "alert"),
    "quoted": Appearance("danger", "alert"),
    "cname": Appearance("danger", "alert"),
    "wildcard": Appearance("warning", "search"),
    "nxdomain": Appearance("danger", "alert"),
    "timeout": Appearance("warning", "clock"),
    # mails
    "sent": Appearance("info", "send"),
    "delivered": Appearance("success", "inbox"),
    "deferred": Appearance("warning", "clock"),
    "bounced": Appearance("danger", "stop"),
    "complained": Appearance("danger", "alert"),
    "dropped": Appearance("neutral", "ban"),
    # why something needs a person
    "unapproved": Appearance("info", "users"),
    "domain_wrong": Appearance("danger", "globe"),
    "failing": Appearance("danger", "alert"),
    "idle": Appearance("warning", "clock"),
    "stalled": Appearance("warning", "clock"),
    "unrouted": Appearance("warning", "globe"),
    "ending": Appearance("warning", "history"),
    "colleague": Appearance("warning", "users"),
    "asked": Appearance("info", "help"),
    "changed": Appearance("warning", "edit"),
    # attempts to mint a ticket
    "unknown": Appearance("warning", "help"),
    "unused": Appearance("neutral", "ban"),
    "refused": Appearance("danger", "stop"),
    "unavailable": Appearance("warning", "refresh"),
    # jobs for many customers, and their rows
    "uploaded": Appearance("neutral", "list"),
    "checking": Appearance("info", "search"),
    "ready": Appearance("info", "check"),
    "running": Appearance("info", "refresh"),
    "paused": Appearance("warning", "clock"),
    "finished": Appearance("success", "check-circle"),
    "cancelled": Appearance("neutral", "ban"),
    "new": Appearance("neutral", "circle"),
    "asks": Appearance("warning", "help"),
    "wrong": Appearance("danger", "alert"),
    "left_out": Appearance("neutral", "x"),
    "issuing": Appearance("info", "send"),
    "done": Appearance("success", "check-circle"),
    # tenants, organizations and customers
    "production": Appearance("info", "globe"),
    "staging": Appearance("neutral", "sliders"),
    "mapped": Appearance("success", "link"),
    "renamed": Appearance("warning", "edit"),
    "archived": Appearance("neutral", "inbox"),
    # staff
    "active": Appearance("success", "check-circle"),
    "deactivated": Appearance("neutral", "ban"),
    "ok": Appearance("success", "check-circle"),
}


def appearance(state: str) -> Appearance:
    """Return the tone and icon of a state; unknown ones look neutral."""
    return APPEARANCES.get(state, UNKNOWN)
