"""Domains at which anybody gets an address lead nobody to a customer's provider."""

from typing import Any

import pytest

from organizations.models import Connection
from tickets.models import Ticket
from tickets.services.requests.ticket_body import problems

OPTIONS = "connection_config.options.domain_aliases"
PENDING = "domain_aliases_config.pending_domains"


@pytest.mark.parametrize(
    ("options", "domains", "places"),
    [
        ({"domain_aliases": ["acme.com", "gmail.com"]}, [], [f"{OPTIONS}.1"]),
        ({}, ["GMX.de", "acme.com"], [f"{PENDING}.0"]),
        ({"domain_aliases": ["acme.com"]}, ["acme.org"], []),
    ],
)
def test_a_ticket_names_none(
    connection: Connection, options: dict[str, Any], domains: list[str], places: list[str]
) -> None:
    body: dict[str, Any] = {
        "connection_config": {"name": connection.name, "options": options},
        "domain_aliases_config": {"domain_verification": "optional", "pending_domains": domains},
    }

    found = problems(body, Ticket.Kind.CREATE, connection)

    assert [one.field for one in found] == places
    assert all("Anyone can get an address" in one.message for one in found)
