"""What the self-service assistant tells through the tenant's log.

https://auth0.com/docs/deploy-monitor/logs/log-event-type-codes
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from ipaddress import ip_address
from typing import Any

from portal.auth0.resources.logs import LogEvent

FAILURE = "ss_sso_failure"
_TYPES = ("ss_sso_success", "ss_sso_info", FAILURE)
_LOG_ID = re.compile(r"[0-9]{1,64}")
# Sooner or later than any line of a log.
_YEARS = range(2000, 3000)
# A log line, in a stream's item, in a CloudEvent.
_MOST_WRAPPINGS = 3


class Malformed(ValueError):
    """An item that no Auth0 log event looks like; the text says why."""


class Step(StrEnum):
    """What somebody did in the assistant; Auth0 writes ss_sso_ in front."""

    TICKET_GENERATION = "ticket_generation"
    TICKET_CONSUMPTION = "ticket_consumption"
    CONNECTION_CREATION = "connection_creation"
    CONNECTION_UPDATE = "connection_update"
    ENABLE_CONNECTION = "enable_connection"
    ADD_DOMAIN = "add_domain"
    DELETE_PENDING_DOMAIN = "delete_pending_domain"
    DELETE_VERIFIED_DOMAIN = "delete_verified_domain"
    DOMAIN_VERIFICATION = "domain_verification"
    DOMAIN_VERIFICATION_UNSUCCESSFUL = "domain_verification_unsuccessful"
    DOMAIN_VERIFICATION_SUCCESSFUL = "domain_verification_successful"
    ASSOCIATE_VERIFIED_DOMAIN = "associate_verified_domain"
    PROVISIONING_TOKEN_CREATION = "provisioning_token_creation"  # noqa: S105 - no secret
    PROVISIONING_TOKEN_DELETION = "provisioning_token_deletion"  # noqa: S105 - no secret
    PROVISIONING_ATTRIBUTE_UPDATE = "provisioning_attribute_update"
    GOOGLE_CONSENT_STARTED = "google_workspace_provisioning_consent_started"
    GOOGLE_CONSENT_COMPLETED = "google_workspace_provisioning_consent_completed"
    GOOGLE_CONSENT_FAILED = "google_workspace_provisioning_consent_failed"
    GOOGLE_GROUPS_ENABLED = "google_workspace_provisioning_groups_enabled"
    GOOGLE_GROUPS_FAILED = "google_workspace_provisioning_groups_failed"
    TRY_CONNECTION_START = "try_connection_start"
    TRY_CONNECTION_END = "try_connection_end"
    MISSING_CONFIGURATION = "missing_configuration"
    FLOW_END = "flow_end"


@dataclass(frozen=True, slots=True)
class AssistantEvent:
    """One step in the assistant, joined to a connection by its name only.

    `at` is aware, UTC. `editing` tells an edit ticket's flow from a create ticket's. `ip` is
    empty unless it is an address.
    """

    log_id: str
    at: datetime
    step: Step
    ok: bool
    connection_name: str
    editing: bool
    ip: str = ""
    user_agent: str = ""


def connection_named(raw: Any) -> str:
    """Return the connection that a pushed item of the assistant names; empty for other items.

    The item comes bare, in `data` as a log stream wraps it, or in a CloudEvent around that. A
    stranger who knows the stream's secret could have written it, so nothing else is read.
    Raises Malformed.
    https://auth0.com/docs/customize/log-streams/custom-log-streams
    """
    typed = False
    for _ in range(_MOST_WRAPPINGS):
        if not isinstance(raw, dict):
            raise Malformed("An item isn't a JSON object.")
        details = raw.get("details")
        if raw.get("type") in _TYPES and isinstance(details, dict):
            return _printable(details.get("connection_name") or raw.get("connection"))
        typed = typed or isinstance(raw.get("type"), str)
        if not isinstance(raw.get("data"), dict):
            break
        raw = raw["data"]
    if not typed:
        raise Malformed("An item has no type.")
    return ""


def assistant_event(log: LogEvent) -> AssistantEvent | None:
    """Return what a line of the log tells of the assistant, None if nothing. Raises Malformed."""
    if log.type not in _TYPES:
        return None
    try:
        step = Step(log.event_name.removeprefix("ss_sso_"))
    except ValueError:
        return None  # newer than we are
    if not _printable(log.connection_name):
        return None  # nothing that could be ours
    if not _LOG_ID.fullmatch(log.log_id):
        raise Malformed("An item has a log ID that isn't a number.")
    if log.date is None or log.date.year not in _YEARS:
        raise Malformed(f"The item {log.log_id} has no date, or an impossible one.")
    return AssistantEvent(
        log_id=log.log_id,
        at=log.date,
        step=step,
        ok=log.type != FAILURE,
        connection_name=log.connection_name,
        editing=log.flow_type == "update",
        ip=_address(log.ip),
        user_agent=_storable(log.user_agent)[:300],
    )


def _printable(name: object) -> str:
    return name if isinstance(name, str) and name.isprintable() else ""


def _storable(text: str) -> str:
    """Without what no database takes: NUL, and halves of characters."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def _address(text: str) -> str:
    try:
        return str(ip_address(text.partition("%")[0]))
    except ValueError:
        return ""
