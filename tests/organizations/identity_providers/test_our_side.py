"""What an identity provider has to know about our side, by strategy."""

import pytest

from organizations.identity_providers.our_side import our_side


def values(strategy: str, **given: str) -> dict[str, str]:
    found = our_side(strategy, connection="acme-sso", domain="umbrella.eu.auth0.com", **given)
    return {one.name: one.value for one in found}


@pytest.mark.parametrize("strategy", ["samlp", "pingfederate"])
def test_saml_needs_addresses_with_the_connection(strategy: str) -> None:
    host = "https://umbrella.eu.auth0.com"

    assert values(strategy) == {
        "acs": f"{host}/login/callback?connection=acme-sso",
        "entity-id": "urn:auth0:umbrella:acme-sso",
        "metadata": f"{host}/samlp/metadata?connection=acme-sso",
        "certificate": f"{host}/pem?cert=connection",
    }


def test_a_custom_domain_is_in_addresses_but_never_in_the_entity_id() -> None:
    found = values("samlp", custom_domain="login.umbrella.com")

    assert found["acs"] == "https://login.umbrella.com/login/callback?connection=acme-sso"
    assert found["entity-id"] == "urn:auth0:umbrella:acme-sso"


def test_adfs_needs_endpoint_and_identifier() -> None:
    assert values("adfs") == {
        "callback": "https://umbrella.eu.auth0.com/login/callback",
        "entity-id": "urn:auth0:umbrella:acme-sso",
    }


@pytest.mark.parametrize("strategy", ["oidc", "okta", "waad", "google-apps"])
def test_the_others_need_the_callback_alone(strategy: str) -> None:
    assert values(strategy) == {"callback": "https://umbrella.eu.auth0.com/login/callback"}


def test_nothing_is_needed_before_a_strategy_is_known() -> None:
    assert values("") == {}
