"""Search everything the product keeps or says for secrets in clear."""

import re
import sqlite3
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import psycopg
import redis
from playwright.sync_api import Page
from psycopg.sql import SQL, Identifier

from tests.journeys.admin import LINK
from tests.processes import Stack

_NAVIGATION = ("/", "/customers/", "/tickets/", "/mails/", "/tenants/", "/audit/", "/admin/")
_LINK = re.compile(r'href="(/[^"#?]*)"')
_NO_PAGES = ("/static/", "/account/", "/admin/logout", "/hooks/", "/healthz")
# A reader goes to as many: enough for each kind of page.
_MOST_PAGES = 150


@dataclass(frozen=True)
class Secrets:
    """What must stand nowhere in clear, and the links, each of which its recipient was mailed."""

    hidden: frozenset[str]
    links: frozenset[str]


def secrets_of(stack: Stack, *more: str) -> Secrets:
    """Return the addresses and ids of Auth0's tickets, the client's secret, tokens of links."""
    tickets = [row["url"] for row in stack.sandbox.state()["tickets"]]
    ids = [parse_qs(urlsplit(url).query)["ticket"][0] for url in tickets]
    mailed = {url for mail in stack.inbox.messages() for url in LINK.findall(mail["Text"])}
    return Secrets(
        frozenset({*tickets, *ids, stack.env["SANDBOX_CLIENT_SECRET"], *more}),
        frozenset(url.rstrip("/").rpartition("/")[2] for url in mailed),
    )


def places(stack: Stack) -> Iterator[tuple[str, str]]:
    """Yield every place that could leak: its name and all that stands there."""
    yield "database", "\n".join(database_rows(stack))
    yield "broker", "\n".join(broker_values(stack))
    for log in (stack.folder / "log").iterdir():
        yield f"log of {log.stem}", log.read_text(errors="replace")


def database_rows(stack: Stack) -> Iterator[str]:
    url = stack.env["DATABASE_URL"]
    if not url:
        with closing(sqlite3.connect(stack.folder / "portal.sqlite3")) as database:
            yield from database.iterdump()
        return
    with psycopg.connect(url) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in tables.fetchall():
            rows = connection.execute(SQL("SELECT t::text FROM {} t").format(Identifier(table)))
            yield from (row for (row,) in rows)


def broker_values(stack: Stack) -> Iterator[str]:
    """Every key and value that broker and cache hold, and what the broker wrote to its disk."""
    url = stack.env["REDIS_URL"]
    for address in (url, stack.env["CACHE_URL"] or url.rpartition("/")[0] + "/1"):
        with closing(redis.Redis.from_url(address)) as database:
            for key in database.scan_iter():
                yield f"{_text(key)} {_value(database, key)}"
    for file in (stack.folder / "broker").rglob("*"):
        if file.is_file():
            yield file.read_text(errors="replace")


def _value(database: Any, key: bytes) -> str:
    match _text(database.type(key)):
        case "string":
            return _text(database.get(key))
        case "list":
            return " ".join(map(_text, database.lrange(key, 0, -1)))
        case "hash":
            return " ".join(f"{_text(k)} {_text(v)}" for k, v in database.hgetall(key).items())
        case "set":
            return " ".join(map(_text, database.smembers(key)))
        case "zset":
            return " ".join(map(_text, database.zrange(key, 0, -1)))
    return ""


def _text(value: Any) -> str:
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)


def pages_of(reader: Page) -> Iterator[str]:
    """Yield the pages that somebody signed in can go to, from those of the navigation on."""
    paths = deque(_NAVIGATION)
    seen = set(paths)
    while paths and len(seen) < _MOST_PAGES:
        answer = reader.request.get(paths.popleft())
        if "text/html" not in answer.headers.get("content-type", ""):
            continue
        yield (text := answer.text())
        found = {path for path in _LINK.findall(text) if not path.startswith(_NO_PAGES)}
        paths.extend(sorted(found - seen))
        seen |= found


def sessions_of(reader: Page) -> Iterator[str]:
    """Yield what opens the session of somebody signed in."""
    for cookie in reader.context.cookies():
        if cookie["name"].endswith("sessionid"):
            yield cookie["value"]


def assert_nothing_leaks(stack: Stack, *more: str, readers: Sequence[Page] = ()) -> None:
    """No secret stands in clear anywhere, except each link in the mails to its recipient.

    `readers` are pages of staff who are signed in: nothing they can see is secret, and their
    sessions are.
    """
    sessions = [key for reader in readers for key in sessions_of(reader)]
    assert len(sessions) == len(readers)
    secrets = secrets_of(stack, *more, *sessions)
    kept = dict(places(stack))
    for number, reader in enumerate(readers, start=1):
        kept[f"pages of reader {number}"] = "\n".join(pages_of(reader))
    mails = stack.inbox.messages()
    said = "\n".join(f"{mail['Subject']}\n{mail['Text']}\n{mail['HTML']}" for mail in mails)

    # There is something that could leak, and it is where we look.
    assert len(secrets.hidden) > 5 and secrets.links
    assert "tickets_ticket" in kept["database"] or stack.env["DATABASE_URL"]
    assert kept["log of worker"] and kept["broker"]
    leaks = [
        f"{secret[:8]}… in the {name}"
        for name, text in {**kept, "mails": said}.items()
        for secret in secrets.hidden
        if secret in text
    ]
    leaks += [
        f"link {token[:8]}… in the {name}"
        for name, text in kept.items()
        for token in secrets.links
        if token in text
    ]
    assert leaks == []
    for token in secrets.links:
        recipients = {to["Address"] for mail in mails if token in mail["Text"] for to in mail["To"]}
        assert len(recipients) == 1
