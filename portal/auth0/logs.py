"""The tenant's log, read for what the assistant did."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from .paging import Page, read_page
from .reading import Fields
from .session import Session


@dataclass(frozen=True)
class LogEvent:
    """One line of the log. Other kinds of lines quote whole requests, so this is a whitelist.

    `type` is ss_sso_success, ss_sso_info or ss_sso_failure for the assistant's lines; then
    `event_name` is the step, and `connection_name` joins it to a ticket.
    """

    log_id: str
    date: datetime | None
    type: str
    description: str
    connection_name: str
    event_name: str
    flow_type: str
    tracing_id: str
    ip: str
    user_agent: str
    features: frozenset[str] = field(default_factory=frozenset)

    @classmethod
    def read(cls, raw: Any) -> LogEvent:
        """From one item of GET /logs or `data` of a stream's item; raises UnexpectedAnswer."""
        fields = Fields(raw, "log event")
        details = fields.part("details") or Fields({}, "log event.details")
        features = details.part("enabled_features") or Fields({}, "enabled features")
        # camelCase here only; everywhere else Auth0 writes domain_verification.
        named = {
            "sso": "sso",
            "domainVerification": "domain_verification",
            "provisioning": "provisioning",
        }
        return cls(
            log_id=fields.text("log_id") or fields.required("_id"),
            date=fields.moment("date"),
            type=fields.required("type"),
            description=fields.text("description"),
            connection_name=details.text("connection_name") or fields.text("connection"),
            event_name=details.text("ss_sso_event_name"),
            flow_type=details.text("flow_type"),
            tracing_id=details.text("ss_sso_tracing_id"),
            ip=fields.text("ip"),
            user_agent=fields.text("user_agent"),
            features=frozenset(
                ours for theirs, ours in named.items() if features.flag(theirs, default=False)
            ),
        )


def checkpoint_at(moment: datetime) -> str:
    """The log id before the first event at `moment`, from which `Logs.after` can start."""
    return "900" + moment.astimezone(UTC).strftime("%Y%m%d%H%M%S") + "0" * 39


class Logs:
    """https://auth0.com/docs/api/management/v2/logs"""

    def __init__(self, session: Session) -> None:
        self._session = session

    def search(self, q: str, *, page: int = 0, per_page: int = 100) -> Page[LogEvent]:
        """Newest first, 1,000 in all; `q` in Lucene syntax cannot look into details.

        https://auth0.com/docs/api/management/v2/logs/get-logs
        """
        query = {
            "q": q,
            "sort": "date:-1",
            "page": page,
            "per_page": per_page,
            "include_totals": True,
        }
        answer = self._session.call("GET", "logs", query=query)
        return read_page(answer, "logs", LogEvent.read)

    def after(self, log_id: str, *, take: int = 100) -> Page[LogEvent]:
        """Every kind of event that came after `log_id`, in order; no items when there are none.

        `next` is the id to go on from, the given one when nothing came.
        https://auth0.com/docs/api/management/v2/logs/get-logs
        """
        answer = self._session.call("GET", "logs", query={"from": log_id, "take": take})
        events = sorted(
            read_page(answer, "logs", LogEvent.read).items, key=lambda event: event.log_id
        )
        return Page(tuple(events), next=events[-1].log_id if events else log_id)
