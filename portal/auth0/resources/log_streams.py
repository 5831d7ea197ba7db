"""Log streams: Auth0 pushes log events to an address of ours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from portal.auth0.paging import Page, read_page
from portal.auth0.reading import Fields
from portal.auth0.transport.session import Session

# The filter categories under which the assistant's events are sent.
ASSISTANT_CATEGORIES = ("user.success", "user.notification", "user.fail")
# And failed sign-ins. Those that go well are far more: of them only the first and the last are
# searched for.
SIGN_IN_CATEGORIES = ("auth.login.fail",)


@dataclass(frozen=True)
class LogStream:
    """One stream, `lst_…`. Its authorization, which Auth0 answers in clear, is not read."""

    id: str
    name: str
    type: str
    status: str
    endpoint: str

    @classmethod
    def read(cls, raw: Any) -> LogStream:
        """From Auth0's JSON; raises UnexpectedAnswer."""
        fields = Fields(raw, "log stream")
        sink = fields.part("sink")
        return cls(
            id=fields.required("id"),
            name=fields.text("name"),
            type=fields.text("type"),
            status=fields.text("status"),
            endpoint=sink.text("httpEndpoint") if sink else "",
        )


class LogStreams:
    """https://auth0.com/docs/api/management/v2/log-streams"""

    def __init__(self, session: Session) -> None:
        self._session = session

    def list(self) -> Page[LogStream]:
        """All of them, of every type.

        https://auth0.com/docs/api/management/v2/log-streams/get-log-streams
        """
        return read_page(self._session.call("GET", "log-streams"), "log_streams", LogStream.read)

    def get(self, stream_id: str) -> LogStream:
        """Raises NotFound.

        https://auth0.com/docs/api/management/v2/log-streams/get-log-streams-by-id
        """
        return LogStream.read(self._session.call("GET", "log-streams", stream_id))

    def create(
        self,
        *,
        name: str,
        endpoint: str,
        authorization: str,
        categories: Sequence[str] = (*ASSISTANT_CATEGORIES, *SIGN_IN_CATEGORIES),
    ) -> LogStream:
        """JSON lines to `endpoint`, with `authorization` as the Authorization header, verbatim.

        https://auth0.com/docs/api/management/v2/log-streams/post-log-streams
        """
        body = {
            "name": name,
            "type": "http",
            "filters": [{"type": "category", "name": one} for one in categories],
            "sink": {
                "httpEndpoint": endpoint,
                "httpContentFormat": "JSONLINES",
                "httpContentType": "application/json",
                "httpAuthorization": authorization,
            },
        }
        return LogStream.read(self._session.call("POST", "log-streams", body=body))

    def update(self, stream_id: str, **changes: Any) -> LogStream:
        """Change the named fields, such as `status`: active or paused.

        https://auth0.com/docs/api/management/v2/log-streams/patch-log-streams-by-id
        """
        answer = self._session.call("PATCH", "log-streams", stream_id, body=changes)
        return LogStream.read(answer)

    def delete(self, stream_id: str) -> None:
        """https://auth0.com/docs/api/management/v2/log-streams/delete-log-streams-by-id"""
        self._session.call("DELETE", "log-streams", stream_id)
