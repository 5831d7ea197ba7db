"""The tenant's log, read for what the assistant did, and for people's sign-ins."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from portal.auth0.errors import UnexpectedAnswer
from portal.auth0.paging import Page
from portal.auth0.reading import Fields, rows
from portal.auth0.sign_ins import SIGN_IN_FIELDS, SignIn, sign_in
from portal.auth0.transport.session import Session

SIGN_INS_A_PAGE = 100
_LOG_ID = re.compile(r"[0-9]{1,64}")


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

    def sign_ins(self, q: str, *, page: int = 0, newest_first: bool = False) -> Page[SignIn]:
        """Up to 100 people's sign-ins that `q`, in Lucene syntax, finds; oldest first, or newest.

        `q` cannot look into details, and 1,000 lines are all that the pages from 0 to 9 reach.
        Only what `SignIn` holds is asked for: no names, network addresses or assertions. `total`
        is how many lines the page had, readable or not.
        https://auth0.com/docs/api/management/v2/logs/get-logs
        https://auth0.com/docs/deploy-monitor/logs/log-search-query-syntax
        """
        query = {
            "q": q,
            "sort": "date:-1" if newest_first else "date:1",
            "page": page,
            "per_page": SIGN_INS_A_PAGE,
            "fields": ",".join(SIGN_IN_FIELDS),
            "include_fields": True,
        }
        lines = rows(self._session.call("GET", "logs", query=query), "logs")
        read = (sign_in(line) for line in lines)
        return Page(tuple(one for one in read if one), total=len(lines))

    def after(self, log_id: str, *, take: int = 100) -> Page[LogEvent]:
        """Every kind of event that came after `log_id`, in order; no items when there are none.

        `next` is the id to go on from, the given one when nothing came. A line that cannot be
        read is left out: it would come again for ever, and everything after it never.
        https://auth0.com/docs/api/management/v2/logs/get-logs
        """
        answer = self._session.call("GET", "logs", query={"from": log_id, "take": take})
        events = []
        last = log_id
        for raw in rows(answer, "logs"):
            last = max(last, _id_of(raw))
            with suppress(UnexpectedAnswer):
                events.append(LogEvent.read(raw))
        return Page(tuple(sorted(events, key=lambda event: event.log_id)), next=last)


def _id_of(raw: Any) -> str:
    fields = raw if isinstance(raw, dict) else {}
    found = fields.get("log_id") or fields.get("_id")
    return found if isinstance(found, str) and _LOG_ID.fullmatch(found) else ""
