"""Auth0's three ways to answer a list."""

import base64
import binascii
from typing import Any

from portal.local.auth0_sandbox.messages import Answer, Row, json_answer

from .errors import Refused

REACHABLE = 1000  # what offset paging gets to; beyond it is checkpoint paging


def answer(rows: list[Any], query: Row, key: str, *, default: int = 50) -> Answer:
    """Answer a list as the query asks: `take` or `from` win over `include_totals`.

    https://auth0.com/docs/manage-users/organizations/configure-organizations/retrieve-organizations
    """
    if "take" in query or "from" in query:
        return by_checkpoint(rows, query, key, default=min(default, 50))
    return by_offset(rows, query, key, default=default)


def by_offset(rows: list[Any], query: Row, key: str, *, default: int = 50) -> Answer:
    limit = query.get("per_page", default)
    start = query.get("page", 0) * limit
    if start + limit > max(REACHABLE, limit):
        raise Refused(400, "You can only page through the first 1000 records", "invalid_paging")
    page = rows[start : start + limit]
    if not query.get("include_totals"):
        return json_answer(200, page)
    return json_answer(200, {"start": start, "limit": limit, "total": len(rows), key: page})


def by_checkpoint(rows: list[Any], query: Row, key: str, *, default: int = 50) -> Answer:
    start = _position(query["from"]) if query.get("from") else 0
    end = start + query.get("take", default)
    body: Row = {key: rows[start:end]}
    if end < len(rows):
        body["next"] = base64.urlsafe_b64encode(f"next,{end}".encode()).decode()
    return json_answer(200, body)


def pick_fields(row: Row, query: Row, *always: str) -> Row:
    """Apply `fields` and `include_fields`."""
    if not query.get("fields"):
        return row
    named = set(query["fields"].split(","))
    if query.get("include_fields", True):
        return {k: v for k, v in row.items() if k in named or k in always}
    return {k: v for k, v in row.items() if k not in named}


def _position(token: str) -> int:
    try:
        word, _, number = base64.urlsafe_b64decode(token).decode().partition(",")
        if word != "next":
            raise ValueError(word)
        return int(number)
    except (ValueError, binascii.Error):
        raise Refused(
            400,
            "Query validation error: 'Invalid cursor' on property from.",
            "invalid_query_string",
        ) from None
