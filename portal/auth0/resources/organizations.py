"""Organizations: the customers' side of the tenant."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from portal.auth0.paging import Page, read_page
from portal.auth0.reading import Fields
from portal.auth0.transport.session import Session

# Auth0 takes five filters in a query, two of which make one word of ours.
_WORDS = 2
# Auth0 looks inside names for at least so many letters.
_SHORTEST_INSIDE = 3


@dataclass(frozen=True)
class Organization:
    """One organization; `id` is `org_…`, `name` the lower-case login name."""

    id: str
    name: str
    display_name: str = ""
    metadata: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, raw: Any) -> Organization:
        """From Auth0's JSON; raises UnexpectedAnswer."""
        fields = Fields(raw, "organization")
        return cls(
            id=fields.required("id"),
            name=fields.required("name"),
            display_name=fields.text("display_name"),
            metadata=fields.text_map("metadata"),
        )


class Organizations:
    """https://auth0.com/docs/api/management/v2/organizations"""

    def __init__(self, session: Session) -> None:
        self._session = session

    def list(self, *, page: int = 0, per_page: int = 50) -> Page[Organization]:
        """By page number, from 0, at most 100 a page and 1,000 in all; with the total.

        https://auth0.com/docs/api/management/v2/organizations/get-organizations
        """
        query = {"page": page, "per_page": per_page, "include_totals": True}
        answer = self._session.call("GET", "organizations", query=query)
        return read_page(answer, "organizations", Organization.read)

    def list_from(self, start: str = "", *, take: int = 50) -> Page[Organization]:
        """By checkpoint, without end: `start` is the `next` of the page before; `take` ≤ 100.

        https://auth0.com/docs/api/management/v2/organizations/get-organizations
        """
        answer = self._session.call("GET", "organizations", query={"from": start, "take": take})
        return read_page(answer, "organizations", Organization.read)

    def search(self, text: str, *, take: int = 50) -> Page[Organization]:
        """Those whose name or display name contains the two longest words of `text`.

        A single word of one or two letters finds names that begin with it.
        Auth0 answers from an index: a change of the last seconds may be missing.
        https://auth0.com/docs/api/management/v2/organizations/get-organizations-search
        """
        words = re.findall(r"\w+", text.lower())
        if not words:
            return Page(())
        answer = self._session.call(
            "GET", "organizations", "search", query={"q": _lucene(words), "take": take}
        )
        return read_page(answer, "organizations", Organization.read)

    def get(self, organization_id: str) -> Organization:
        """Raises NotFound.

        https://auth0.com/docs/api/management/v2/organizations/get-organizations-by-id
        """
        return Organization.read(self._session.call("GET", "organizations", organization_id))

    def by_name(self, name: str) -> Organization:
        """Raises NotFound.

        https://auth0.com/docs/api/management/v2/organizations/get-name-by-name
        """
        return Organization.read(self._session.call("GET", "organizations", "name", name))

    def create(
        self, *, name: str, display_name: str = "", metadata: dict[str, str] | None = None
    ) -> Organization:
        """Raises Conflict when the name is taken.

        https://auth0.com/docs/api/management/v2/organizations/post-organizations
        """
        body: dict[str, Any] = {"name": name}
        if display_name:
            body["display_name"] = display_name
        if metadata:
            body["metadata"] = metadata
        return Organization.read(self._session.call("POST", "organizations", body=body))

    def update(self, organization_id: str, **changes: Any) -> Organization:
        """Change the named fields only. Raises NotFound, Conflict.

        https://auth0.com/docs/api/management/v2/organizations/patch-organizations-by-id
        """
        answer = self._session.call("PATCH", "organizations", organization_id, body=changes)
        return Organization.read(answer)


def _lucene(words: Iterable[str]) -> str:
    """The longest words say most; the others are left out of the query."""
    longest = sorted(set(words), key=lambda word: (-len(word), word))[:_WORDS]
    if len(longest) > 1 and len(longest[-1]) < _SHORTEST_INSIDE:
        longest.pop()
    patterns = [f"*{word}*" if len(word) >= _SHORTEST_INSIDE else f"{word}*" for word in longest]
    return " AND ".join(f"(name:{one} OR display_name:{one})" for one in patterns)
