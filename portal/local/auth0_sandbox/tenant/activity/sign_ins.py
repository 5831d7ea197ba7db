"""People who sign in with a connection: the lines that Auth0 writes of it, with all they tell.

https://auth0.com/docs/deploy-monitor/logs/log-event-type-codes
"""

import hashlib
import ipaddress
from dataclasses import dataclass
from typing import Any

from portal.local.auth0_sandbox.messages import Row
from portal.local.auth0_sandbox.tenant.tenant import Tenant

from . import logs

SUCCESS = "success"
# Lines that one call may write.
MOST = 10_000
BROWSER = "Chrome 131.0.0 / Windows 10.0.0"
# By the product's name for each kind of failure, what Auth0 writes: {name} of the connection,
# {id} of the organization and {tenant}, {user} as Auth0 names them, and their {email}.
FAILURES = {
    "certificate": "Invalid thumbprint (configured: 634AB4651FCA2F623563BE32EDA32DE565219118. "
    "calculated: BDEBFBFBA786C2D97F2125274793E32643358E81)",
    "signature": "Signature check errors: invalid signature: the signature value is incorrect",
    "unsigned": "neither the response nor the assertion are signed",
    "encryption": "error:02000079:rsa routines::oaep decoding error",
    "audience": "Audience is invalid. Configured: urn:auth0:{tenant}:{name}",
    "acs_url": "Recipient is invalid. Configured: https://{host}/login/callback?connection={name}",
    "clock": "assertion has expired.",
    "state_lost": "You may have pressed the back button, refreshed during login, opened too many "
    "login dialogs, or there is some issue with cookies, since we couldn't find your session. Try "
    "logging in again from the application and if the problem persists please contact the "
    "administrator.",
    "idp_initiated": 'IdP-Initiated login is not enabled for connection "{name}".',
    "idp_error": "The request could not be performed due to an error on the part of the SAML "
    "responder or SAML authority",
    "attribute_missing": "The name ID sent by the identity provider is not an email address.",
    "not_enabled": "the connection is not enabled",
    "organization": "parameter organization is required",
    "membership": "user {user} is not part of the {id} organization",
    "client_secret": "AADSTS7000215: Invalid client secret provided. Ensure the secret being sent "
    "in the request is the client secret value, not the client secret ID.",
    "client_secret_expired": "AADSTS7000222: The provided client secret keys for app are expired. "
    "Visit the Azure portal to create new keys for your app.",
    "not_assigned": "User is not assigned to the client application.",
    "account": "AADSTS50057: The user account '{email}' is disabled.",
    "blocked": "user is blocked",
    "unknown": "Not enough seats: ask {email} of your IT for one.",
}


@dataclass(frozen=True)
class Attempt:
    """One person at one application; `text` is empty for a sign-in that went well."""

    connection: Row
    client: Row
    organization: Row | None
    email: str
    text: str


def write(tenant: Tenant, body: Row) -> list[Row]:
    """Log the sign-ins that POST /_sandbox/sign-ins asks for. Raises ValueError."""
    allowed = {"connection", "client", "outcome", "person", "people", "count"}
    if unknown := sorted(set(body) - allowed):
        raise ValueError(f"unknown fields: {', '.join(unknown)}")
    connection = find_connection(tenant, str(body["connection"]))
    client = _client(tenant, connection, body.get("client"))
    count, people = int(body.get("count", 1)), int(body.get("people", 1))
    if not 0 < count <= MOST or not 0 < people <= MOST:
        raise ValueError(f"count and people are from 1 to {MOST}")
    person = str(body.get("person", "jo"))
    return [
        log(tenant, connection, client, body.get("outcome", SUCCESS), _nth(person, number % people))
        for number in range(count)
    ]


def log(tenant: Tenant, connection: Row, client: Row, outcome: object, person: str) -> Row:
    """Write one line: of type s, or f with what `outcome` says. Raises ValueError."""
    organization = _organization(tenant, connection)
    email = person if "@" in person else f"{person}@{_domain(connection)}"
    text = _text(tenant, connection, organization, email, outcome)
    attempt = Attempt(connection, client, organization, email, text)
    return logs.append(tenant, _failure(attempt) if text else _success(tenant, attempt))


def find_connection(tenant: Tenant, text: str) -> Row:
    """Return the connection with this id or name. Raises ValueError."""
    for row in tenant.state.connections.values():
        if text in (row["id"], row["name"]):
            return row
    raise ValueError(f"there is no connection {text!r}")


def _client(tenant: Tenant, connection: Row, text: object) -> Row:
    """The client named or the connection's first; an id that nobody has is the Dashboard's."""
    if text is None:
        served = tenant.state.connection_clients[connection["id"]]
        return next(
            (tenant.state.clients[one] for one in served if one in tenant.state.clients),
            {"client_id": "", "name": "N/A"},
        )
    for row in tenant.state.clients.values():
        if text in (row["client_id"], row["name"]):
            return row
    return {"client_id": str(text), "name": "All Applications"}


def _organization(tenant: Tenant, connection: Row) -> Row | None:
    found = (id for id, links in tenant.state.links.items() if connection["id"] in links)
    return next((tenant.state.organizations[id] for id in found), None)


def _text(
    tenant: Tenant, connection: Row, organization: Row | None, email: str, outcome: object
) -> str:
    if outcome == SUCCESS:
        return ""
    if isinstance(outcome, dict):
        return str(outcome["text"])
    if outcome not in FAILURES:
        raise ValueError(f"outcome must be one of {', '.join((SUCCESS, *FAILURES))}, or a text")
    return FAILURES[str(outcome)].format(
        name=connection["name"],
        tenant=tenant.name,
        host=tenant.public_url.partition("://")[2],
        id=organization["id"] if organization else "org_0000000000000000",
        user=_user(connection, email),
        email=email,
    )


def _common(attempt: Attempt) -> Row:
    organization = attempt.organization or {}
    return {
        "connection": attempt.connection["name"],
        "connection_id": attempt.connection["id"],
        "client_id": attempt.client["client_id"],
        "client_name": attempt.client["name"],
        "ip": _address(attempt.email),
        "user_agent": BROWSER,
        "hostname": "login.acme.localhost",
        "organization_id": organization.get("id", ""),
        "organization_name": organization.get("name", ""),
        "strategy": attempt.connection["strategy"],
        "strategy_type": "enterprise",
    }


def _success(tenant: Tenant, attempt: Attempt) -> Row:
    name, user = attempt.connection["name"], _user(attempt.connection, attempt.email)
    prompt = {
        "name": "federated-authenticate",
        "connection": name,
        "connection_id": attempt.connection["id"],
        "strategy": attempt.connection["strategy"],
        "identity": attempt.email,
        "stats": {"loginsCount": 1},
        "elapsedTime": 6950,
    }
    return {
        **_common(attempt),
        "type": "s",
        "description": "",
        "user_id": user,
        "user_name": attempt.email,
        "identity_user_id": attempt.email,
        "details": {
            "prompts": [prompt, {"name": "login", "user_id": user, "user_name": attempt.email}],
            "session_id": tenant.ids.text(32),
            "elapsedTime": 7430,
        },
    }


def _failure(attempt: Attempt) -> Row:
    """A failed sign-in names its user only where Auth0 came to know who it is."""
    known = attempt.email in attempt.text
    error = {"message": attempt.text, "oauthError": attempt.text, "type": "unauthorized"}
    details: dict[str, Any] = {
        "error": error,
        "qs": {"connection": attempt.connection["name"], "login_hint": attempt.email},
    }
    if attempt.connection["strategy"] == "samlp":
        assertion = f"<samlp:Response>{attempt.email}</samlp:Response>".encode().hex()
        details["body"] = {"SAMLResponse": assertion, "RelayState": "state"}
    return {
        **_common(attempt),
        "type": "f",
        "description": attempt.text,
        "user_id": _user(attempt.connection, attempt.email) if known else "",
        "user_name": attempt.email if known else "",
        "details": details,
    }


def _user(connection: Row, email: str) -> str:
    return f"{connection['strategy']}|{connection['name']}|{email}"


def _domain(connection: Row) -> str:
    aliases = (connection.get("options") or {}).get("domain_aliases") or []
    return str(aliases[0]) if aliases else "customer.example"


def _nth(person: str, number: int) -> str:
    """The person, and those who are numbered after them."""
    name, at, domain = person.partition("@")
    return f"{name}{number + 1}{at}{domain}" if number else person


def _address(email: str) -> str:
    """Of the network that is kept for examples (RFC 5737), the same for the same person."""
    return str(ipaddress.IPv4Address("203.0.113.0") + hashlib.sha256(email.encode()).digest()[0])
