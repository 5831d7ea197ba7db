"""Access tickets: how long they open the assistant, and for how often.

https://auth0.com/docs/api/management/v2/self-service-profiles/post-sso-ticket
"""

from dataclasses import dataclass
from datetime import timedelta

from portal.local.auth0_sandbox.assistant import setups
from portal.local.auth0_sandbox.clock import iso, parse
from portal.local.auth0_sandbox.messages import Row

from . import ticket_rules
from .activity import logs
from .tenant import Tenant

LONGEST_TTL = 432_000  # seconds to the first opening
SESSION = timedelta(hours=5)  # from the first opening
MOST_OPENINGS = 10
FLOW_PATH = "/self-service/connections-flow"


class Closed(Exception):
    """The ticket opens nothing: `reason` is unknown, revoked, expired, ended or used_up."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Visitor:
    ip: str
    user_agent: str


def create(tenant: Tenant, profile: Row, body: Row, custom_domain: str, visitor: Visitor) -> Row:
    """Make a ticket of a request that was checked."""
    setup = _setup(tenant, body)
    now = tenant.now()
    ticket = {
        "id": tenant.ids.text(32),
        "tracing_id": tenant.ids.hex(32),
        "profile_id": profile["id"],
        "setup_id": setup["id"],
        "kind": "edit" if "connection_id" in body else "create",
        "request": body,
        "custom_domain": custom_domain,
        "created_at": iso(now),
        "expires_at": iso(now + timedelta(seconds=body.get("ttl_sec") or LONGEST_TTL)),
        "openings": 0,
        "ends_at": None,
        "revoked": False,
        "strategy": "",
        "done": [],
    }
    tenant.state.tickets[ticket["id"]] = ticket
    log(tenant, ticket, "ss_sso_ticket_generation", visitor)
    return ticket


def url(tenant: Tenant, ticket: Row) -> str:
    host = ticket["custom_domain"]
    base = tenant.url_on(host) if host else tenant.public_url
    return f"{base}{FLOW_PATH}?ticket={ticket['id']}"


def status(tenant: Tenant, ticket: Row) -> str:
    """Return issued, opened, used_up (opened, no opening left), expired, ended or revoked."""
    if ticket["revoked"]:
        return "revoked"
    if not ticket["ends_at"]:
        return "expired" if tenant.now() >= parse(ticket["expires_at"]) else "issued"
    if tenant.now() >= parse(ticket["ends_at"]):
        return "ended"
    return "used_up" if ticket["openings"] >= MOST_OPENINGS else "opened"


def open(tenant: Tenant, ticket_id: str, visitor: Visitor) -> str:
    """Count an opening and return the id of its session. Raises Closed."""
    ticket = tenant.state.tickets.get(ticket_id)
    if ticket is None:
        raise Closed("unknown")
    if (found := status(tenant, ticket)) not in ("issued", "opened"):
        log(tenant, ticket, "ss_sso_ticket_consumption", visitor, type="ss_sso_failure")
        raise Closed(found)
    ticket["openings"] += 1
    ticket["ends_at"] = ticket["ends_at"] or iso(tenant.now() + SESSION)
    session = tenant.ids.text(40)
    tenant.state.sessions[session] = ticket_id
    log(tenant, ticket, "ss_sso_ticket_consumption", visitor)
    return session


def of_session(tenant: Tenant, session: str) -> Row:
    """Return the ticket of a running session. Raises Closed."""
    ticket = tenant.state.tickets.get(tenant.state.sessions.get(session, ""))
    if ticket is None:
        raise Closed("unknown")
    check_running(tenant, ticket)
    return ticket


def check_running(tenant: Tenant, ticket: Row) -> None:
    """Raise Closed unless somebody who opened the ticket may go on."""
    found = status(tenant, ticket)
    if found not in ("opened", "used_up"):
        raise Closed("unknown" if found == "issued" else found)


def revoke(tenant: Tenant, ticket_id: str) -> None:
    """End the ticket and its sessions; an unknown one is no error."""
    if ticket := tenant.state.tickets.get(ticket_id):
        ticket["revoked"] = True


def features(ticket: Row) -> dict[str, bool]:
    """Return which parts of the assistant the ticket gives access to."""
    body = ticket["request"]
    if "enabled_features" in body:
        named = body["enabled_features"]
        return {k: named.get(k, False) for k in ("sso", "domain_verification", "provisioning")}
    return {
        "sso": True,
        "domain_verification": ticket_rules.verification(body) != "none",
        "provisioning": "provisioning_config" in body,
    }


def log(
    tenant: Tenant, ticket: Row, event: str, visitor: Visitor, *, type: str = "ss_sso_success"
) -> None:
    """Write one line of the self-service log, in the words of its schema."""
    allowed = features(ticket)
    details = {
        "ss_sso_event_name": event,
        "ss_sso_tracing_id": ticket["tracing_id"],
        "connection_name": tenant.state.setups[ticket["setup_id"]]["connection_name"],
        "flow_type": "update" if ticket["kind"] == "edit" else "create",
        "enabled_features": {
            "sso": allowed["sso"],
            "domainVerification": allowed["domain_verification"],
            "provisioning": allowed["provisioning"],
        },
    }
    if ticket["custom_domain"]:
        details["custom_domain"] = ticket["custom_domain"]
    logs.write(tenant, type, details, ip=visitor.ip, user_agent=visitor.user_agent)


def _setup(tenant: Tenant, body: Row) -> Row:
    if "connection_id" in body:
        setup = setups.of_connection(tenant, body["connection_id"])
    else:
        setup = setups.begin(tenant, body["connection_config"]["name"])
    setup["organizations"] = body.get("enabled_organizations") or setup["organizations"]
    setup["clients"] = body.get("enabled_clients") or setup["clients"]
    setup["discovery"] = body.get("use_for_organization_discovery", setup["discovery"])
    for domain in ticket_rules.pending(body):
        setups.add_domain(tenant, setup, domain)
    return setup
