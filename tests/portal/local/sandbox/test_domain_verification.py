import pytest

OKTA = {"do": "choose", "strategy": "okta"}
ADD = {"do": "add_domain", "domain": "acme.example"}
REMOVE = {"do": "remove_domain", "domain": "acme.example"}


def config(mode: str, *domains: str) -> dict:
    found = {"domain_verification": mode}
    return {**found, "pending_domains": list(domains)} if domains else found


def prove(auth0, row: dict) -> None:
    auth0.control("dns", name=row["verification_host"], txt=[row["verification_txt"]])


@pytest.fixture
def organization(auth0):
    return auth0.organization()


@pytest.fixture
def ticket(auth0, organization):
    """A ticket for one organization that requires acme.example to be verified."""
    return auth0.ticket(
        enabled_clients=[auth0.client()],
        enabled_organizations=[{"organization_id": organization}],
        domain_aliases_config=config("required", "acme.example"),
    )


def domain_of(auth0, organization):
    path = f"organizations/{organization}/discovery-domains"
    return auth0.get(f"{path}/name/acme.example")


def test_lists_a_pending_domain_on_the_organization_at_once(auth0, organization, ticket):
    row = domain_of(auth0, organization)

    assert row["status"] == "pending"
    assert row["verification_host"] == f"_ss-verification.{organization}.acme.example"
    assert len(row["verification_txt"]) == 32
    assert row["use_for_organization_discovery"] is True


def test_required_refuses_to_enable_before_a_domain_is_verified(auth0, ticket):
    state = auth0.walk(ticket, "open", OKTA, "configure", "verify")

    assert state["step"] == "domains"
    assert "Verify a domain first" in auth0.why(ticket, "enable")
    assert auth0.get(f"connections/{state['connection_id']}/clients") == {"clients": []}


def test_verifies_by_the_txt_record_and_routes_the_domain(auth0, organization, ticket):
    prove(auth0, domain_of(auth0, organization))

    auth0.walk(ticket, "open", OKTA, "configure", "verify", "enable")

    (connection,) = auth0.get("connections")
    assert domain_of(auth0, organization)["status"] == "verified"
    assert connection["options"]["domain_aliases"] == ["acme.example"]


def test_refuses_another_value_in_the_record(auth0, organization, ticket):
    row = domain_of(auth0, organization)
    auth0.control("dns", name=row["verification_host"], txt=["something else"])

    auth0.walk(ticket, "open", OKTA, "configure", "verify")

    assert domain_of(auth0, organization)["status"] == "pending"
    assert auth0.events()[-1] == "ss_sso_domain_verification_unsuccessful"


def test_accepts_what_the_tenant_verified_itself(auth0, organization, ticket):
    row = domain_of(auth0, organization)
    auth0.walk(ticket, "open", OKTA, "configure")

    path = f"organizations/{organization}/discovery-domains/{row['id']}"
    auth0.api.patch(path, json={"status": "verified"})

    assert auth0.walk(ticket, "enable")["enabled"] is True


def test_optional_may_be_skipped(auth0, organization):
    ticket = auth0.ticket(
        enabled_clients=[auth0.client()], domain_aliases_config=config("optional")
    )

    assert auth0.walk(ticket, "open", OKTA, "configure", "enable")["enabled"] is True


def test_none_offers_no_domains(auth0):
    ticket = auth0.ticket()

    why = auth0.why(ticket, "open", OKTA, "configure", ADD)

    assert why == "This ticket does not include domain verification."


def test_proves_domains_without_an_organization_too(auth0):
    ticket = auth0.ticket(domain_aliases_config=config("required"))
    (row,) = auth0.walk(ticket, "open", OKTA, "configure", ADD)["domains"]
    prove(auth0, row)

    state = auth0.walk(ticket, "verify")

    assert row["verification_host"] == "_ss-verification.acme.example"
    assert state["domains"][0]["status"] == "verified"
    assert auth0.get("connections")[0]["options"]["domain_aliases"] == ["acme.example"]


def test_refuses_what_is_no_domain(auth0):
    ticket = auth0.ticket(domain_aliases_config=config("optional"))

    why = auth0.why(ticket, "open", OKTA, "configure", {"do": "add_domain", "domain": "acme"})

    assert why == "acme is not a domain name like example.com."


def test_optional_lets_the_last_verified_domain_go(auth0):
    ticket = auth0.ticket(domain_aliases_config=config("optional"))
    (row,) = auth0.walk(ticket, "open", OKTA, "configure", ADD)["domains"]
    prove(auth0, row)

    state = auth0.walk(ticket, "verify", REMOVE)

    assert state["domains"] == []
    assert auth0.get("connections")[0]["options"]["domain_aliases"] == []
    assert auth0.events()[-1] == "ss_sso_delete_verified_domain"


def test_required_keeps_the_last_verified_domain(auth0, organization, ticket):
    prove(auth0, domain_of(auth0, organization))
    auth0.walk(ticket, "open", OKTA, "configure", "verify")

    assert auth0.why(ticket, REMOVE) == "At least one verified domain must remain."


def test_removes_a_pending_domain_from_the_organization(auth0, organization, ticket):
    auth0.walk(ticket, "open", OKTA, "configure", REMOVE)

    path = f"organizations/{organization}/discovery-domains"
    assert auth0.get(path) == {"domains": []}
    assert auth0.events()[-1] == "ss_sso_delete_pending_domain"


def test_shows_changes_late_when_reads_lag(auth0, organization):
    auth0.control("lag", seconds=60)
    path = f"organizations/{organization}/discovery-domains"
    row = auth0.create(path, domain="acme.example")

    seen = []
    for _ in range(2):
        seen.append([d["status"] for d in auth0.get(path)["domains"]])
        auth0.advance(61)
    auth0.api.patch(f"{path}/{row['id']}", json={"status": "verified"})
    for _ in range(2):
        seen.append([d["status"] for d in auth0.get(path)["domains"]])
        auth0.advance(61)

    assert seen == [[], ["pending"], ["pending"], ["verified"]]
