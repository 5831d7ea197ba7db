"""What the body of a ticket request says, whatever it leaves out."""

import pytest

from portal.auth0.ticket_request import TicketBody
from portal.auth0.ticket_request.parsed import EnabledOrganization


def test_reads_a_full_body() -> None:
    body = TicketBody.parse(
        {
            "connection_config": {
                "name": "acme-sso",
                "display_name": "Acme",
                "metadata": {"plan": "gold"},
                "options": {"domain_aliases": ["Acme.com"]},
            },
            "domain_aliases_config": {
                "domain_verification": "required",
                "pending_domains": ["ACME.org"],
            },
            "enabled_clients": ["app1"],
            "enabled_organizations": [{"organization_id": "org_1", "show_as_button": False}],
            "provisioning_config": {"scopes": ["get:users"]},
            "use_for_organization_discovery": True,
            "ttl_sec": 3600,
        }
    )

    assert (body.creates, body.name, body.display_name) == (True, "acme-sso", "Acme")
    assert body.metadata == {"plan": "gold"}
    assert (body.preverified_domains, body.pending_domains) == (("acme.com",), ("acme.org",))
    assert (body.domain_verification, body.verifies) == ("required", True)
    assert body.enabled_clients == ("app1",)
    assert body.enabled_organizations == (EnabledOrganization("org_1", False, False),)
    assert body.provisioning == {"scopes": ["get:users"]}
    assert body.ttl_seconds == 3600


@pytest.mark.parametrize(
    "raw",
    [
        {"connection_id": "con_1"},
        {"connection_id": "con_1", "ttl_sec": 0},
        {"connection_id": "con_1", "connection_config": {"options": None}},
        {"connection_id": "con_1", "connection_config": {"options": {"domain_aliases": None}}},
    ],
)
def test_tells_what_is_left_out(raw: dict[str, object]) -> None:
    body = TicketBody.parse(raw)

    assert body.connection_id == "con_1"
    assert body.enabled_clients is body.enabled_organizations is body.provisioning is None
    assert (body.domain_verification, body.verifies) == (None, False)
    assert body.preverified_domains == body.pending_domains == ()
    assert body.ttl_seconds == 432_000
