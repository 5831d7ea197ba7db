"""The sandbox's own page: time, DNS records and setups, for whoever plays through the demo."""

from html import escape

from portal.local.auth0_sandbox.assistant.steps import Session
from portal.local.auth0_sandbox.tenant.tenant import Tenant

from . import pages
from .assistant import assistant, setups
from .dns import dns_table
from .messages import Answer, Request, Row
from .tenant import tickets
from .tenant.activity import sign_ins

HOME = "/"
PUBLISH = "/publish-record"
ADVANCE = "/advance-clock"
SIGN_IN = "/sign-in"
PATHS = (HOME, PUBLISH, ADVANCE, SIGN_IN)
JUMPS = {"5 hours": 5 * 3600, "1 day": 86_400, "2 days": 2 * 86_400, "5 days": 5 * 86_400}

# What a connection's buttons do: POST /_sandbox/sign-ins takes the same.
SIGN_INS: dict[str, tuple[str, Row]] = {
    "jo": ("Let Jo sign in", {}),
    "everybody": (
        "Let everybody fail with a new certificate",
        {"outcome": "certificate", "people": 12, "count": 12},
    ),
    "one": ("Let Sam fail, not assigned to the app", {"outcome": "not_assigned", "person": "sam"}),
}


def answer(tenant: Tenant, request: Request) -> Answer:
    """Answer the page, or do what one of its buttons says and go back."""
    if request.method == "GET":
        return pages.page(f"Tenant {tenant.name}", _body(tenant))
    if request.headers.get("sec-fetch-site") == "cross-site":
        return pages.page("Another site may not do this", "", status=403)
    form = request.form
    if request.path == PUBLISH:
        name = dns_table.key(form.get("name", ""))
        tenant.state.dns[name] = {"txt": [form.get("txt", "")]}
    elif request.path == ADVANCE and form.get("jump") in JUMPS:
        tenant.clock.set_offset(tenant.clock.offset + JUMPS[form["jump"]])
    elif request.path == SIGN_IN and form.get("who") in SIGN_INS:
        _label, what = SIGN_INS[form["who"]]
        if form.get("connection") in tenant.state.connections:
            sign_ins.write(tenant, {"connection": form["connection"], **what})
    back = form.get("back", HOME)
    known = back if back.startswith("/self-service/") else HOME
    return Answer(303, headers={"Location": known, **pages.HEADERS})


def publish_form(row: Row, back: str = HOME) -> str:
    """Return the button that sets a domain's TXT record; the sandbox is the DNS server."""
    fields = {"name": row["verification_host"], "txt": row["verification_txt"], "back": back}
    hidden = "".join(
        f'<input type="hidden" name="{name}" value="{escape(value)}">'
        for name, value in fields.items()
    )
    button = '<button class="quiet">Sandbox: publish this record in DNS</button>'
    return f'<form method="post" action="{PUBLISH}">{hidden}{button}</form>'


def _body(tenant: Tenant) -> str:
    jumps = "".join(
        f'<button class="quiet" name="jump" value="{label}">{label} later</button>'
        for label in JUMPS
    )
    clock = (
        f"<h2>Clock</h2><p>{escape(tenant.now().strftime('%A %d %B %Y, %H:%M UTC'))}</p>"
        f'<form method="post" action="{ADVANCE}"><div class="actions">{jumps}</div></form>'
        '<p class="hint">Moves the portal too, where both share a clock file.</p>'
    )
    records = "".join(_record(tenant, row) for row in _pending(tenant))
    people = "".join(_sign_ins(row) for row in reversed(tenant.state.connections.values()))
    found = "".join(_ticket(tenant, row) for row in reversed(tenant.state.tickets.values()))
    return (
        f"<p>A local stand-in for an Auth0 tenant, for demo and tests.</p>{clock}"
        f"<h2>Domains that wait for their TXT record</h2>{records or '<p>None.</p>'}"
        f"<h2>Sign-ins</h2>{people or '<p>There is no connection yet.</p>'}"
        f"<h2>Tickets</h2><ul>{found or '<li>None yet.</li>'}</ul>"
    )


def _pending(tenant: Tenant) -> list[Row]:
    rows = {
        row["verification_host"]: row
        for setup in tenant.state.setups.values()
        for row in setups.domains(tenant, setup)
        if row["status"] == "pending"
    }
    return list(rows.values())


def _record(tenant: Tenant, row: Row) -> str:
    published = row["verification_txt"] in dns_table.texts(
        tenant.state.dns, row["verification_host"]
    )
    action = "<p>Published.</p>" if published else publish_form(row)
    return (
        f'<section class="domain"><h3>{escape(row["domain"])}</h3>'
        f"<p><code>{escape(row['verification_host'])}</code></p>{action}</section>"
    )


def _sign_ins(connection: Row) -> str:
    buttons = "".join(
        f'<button class="quiet" name="who" value="{who}">{label}</button>'
        for who, (label, _what) in SIGN_INS.items()
    )
    hidden = f'<input type="hidden" name="connection" value="{escape(connection["id"])}">'
    return (
        f'<section class="domain"><h3>{escape(connection["name"])}</h3>'
        f'<form method="post" action="{SIGN_IN}">{hidden}'
        f'<div class="actions">{buttons}</div></form></section>'
    )


def _ticket(tenant: Tenant, row: Row) -> str:
    """One line without the ticket's id: that is a key."""
    state = assistant.state(Session(tenant, row, tickets.Visitor("", "")))
    live = "live" if state["enabled"] else "not enabled"
    return (
        f"<li>{escape(state['connection_name'])}: {row['kind']} ticket {state['ticket']}, "
        f"opened {state['openings']} times, {live}</li>"
    )
