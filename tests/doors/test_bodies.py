"""Made-up requests against every route: whatever comes, no answer is an error of ours.

A few run with every test run, and 5,000 on PostgreSQL in CI (TEST_BODIES, see CONTRIBUTING.md).
"""

import itertools
import logging
import os
import random
import traceback
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.core.signals import got_request_exception
from django.test import Client

from organizations.models import User
from tests.doors.bodies import Body, bodies
from tests.doors.routes import NO_KEY, Route, routes
from tests.factories import make_user
from tests.signing_in import signed_in
from tests.test_bad_input import PATTERNS, address, fields_of, keys

__all__ = ["keys"]  # a fixture from elsewhere

# Side by side, each with a share of the requests.
PARTS = 4
COUNT = int(os.environ.get("TEST_BODIES", "120")) // PARTS
SEED = os.environ.get("TEST_SEED", "doors")
# How many requests until the rate limits start anew, which would else answer most of them.
FRESH = 20


@pytest.fixture
def quiet() -> Iterator[None]:
    """Nobody reads thousands of refusals."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def errors() -> Iterator[list[str]]:
    """What went wrong inside, as tracebacks."""
    found: list[str] = []

    def note(**_: Any) -> None:
        found.append(traceback.format_exc(limit=-4))

    got_request_exception.connect(note)
    yield found
    got_request_exception.disconnect(note)


@pytest.mark.parametrize("part", range(PARTS))
def test_no_body_is_answered_by_an_error(
    part: int, keys: dict[str, Any], operator: User, quiet: None, errors: list[str]
) -> None:
    staff, stranger = Client(raise_request_exception=False), Client(raise_request_exception=False)
    known = [*map(str, keys.values()), make_user().email]
    streams: dict[str, Iterator[Body]] = {}
    wrong = []
    all_routes = routes()
    # A few requests are about a bit of everything.
    random.Random(SEED).shuffle(all_routes)
    all_routes = all_routes[part::PARTS]
    for number, route in enumerate(itertools.islice(itertools.cycle(all_routes), COUNT)):
        if number % FRESH == 0:
            cache.clear()
        where = place_of(route, keys)
        client = stranger if number % 4 == 3 else staff
        if client is staff and not client.session.get("_auth_user_id"):
            signed_in(client, operator)
        if route.name not in streams:
            streams[route.name] = bodies(f"{SEED}:{route.name}", names_on(where, staff), known)
        body = next(streams[route.name])
        answer = client.generic(
            body.how,
            f"{where}?{body.query}" if body.query else where,
            body.body,
            content_type=body.kind,
            headers=body.headers,
        )
        if answer.status_code == 500:
            told = errors[-1] if errors else ""
            wrong.append(f"{number} {body.how} {where} ({route.name})\n{body}\n{told}")

    assert not wrong, f"{len(wrong)} of {COUNT}\n" + "\n".join(wrong[:20])


def place_of(route: Route, keys: dict[str, Any]) -> str:
    """An address of the route with rows of ours, where there are any."""
    if route.name in PATTERNS:
        return address(route.name, keys)
    return route.address.replace(str(NO_KEY), str(keys["customers"]))


def names_on(where: str, client: Client) -> list[str]:
    """The fields of the forms on a page."""
    answer = client.get(where)
    kind = answer.get("Content-Type", "")
    found = fields_of(answer.content) if not answer.streaming and "html" in kind else set()
    return sorted(found - {"csrfmiddlewaretoken"})
