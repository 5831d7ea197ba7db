"""The kept part of Auth0's OpenAPI file, and what it says about bodies."""

import json
from pathlib import Path
from typing import Any

import pytest

from organizations.identity_providers import connection_schema
from organizations.identity_providers.connection_schema import schema_problems, unknown_options
from portal.local.auth0_sandbox import schema
from portal.local.auth0_sandbox.bodies import connection_options
from tests.organizations.saml import GOOD, METADATA, entity, key, provider, service
from tests.reference.documents import document

# Says nothing that is checked.
SAID = ("description", "default", "example")


def extracted() -> dict[str, Any]:
    """Cut the schema of POST /connections, with all that it refers to, out of the whole file."""
    schemas = schema.document()["components"]["schemas"]
    kept: dict[str, Any] = {}

    def bare(node: Any) -> Any:
        if isinstance(node, list):
            return [bare(one) for one in node]
        if not isinstance(node, dict):
            return node
        if "$ref" in node:
            name = node["$ref"].removeprefix(schema.REF)
            if name not in kept:
                kept[name] = None
                kept[name] = bare(schemas[name])
            return {"$ref": f"#/$defs/{name}"}
        return {
            key: {name: bare(one) for name, one in value.items()}
            if key == "properties"
            else bare(value)
            for key, value in node.items()
            if key not in SAID and not key.startswith("x-")
        }

    root = bare(schemas["CreateConnectionRequestContent"])
    kept["ConnectionIdentityProviderEnum"]["enum"].sort()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **root, "$defs": kept}


def test_is_the_part_of_auth0s_file_that_the_call_needs() -> None:
    kept = Path(connection_schema.__file__).with_name("connection_schema.json").read_text()

    assert json.loads(kept) == extracted()


@pytest.mark.parametrize("strategy", document("create-connection")["strategies"])
def test_takes_every_strategy_of_the_reference(strategy: str) -> None:
    assert schema_problems({"name": "acme-sso", "strategy": strategy, "options": {}}) == []


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"name": "a"}, "strategy is missing."),
        ({}, "name, strategy is missing."),
        ({"name": "a", "strategy": "saml"}, """strategy: "saml" isn't one of ad, adfs"""),
        ({"name": "a b", "strategy": "ad"}, "name: 'a b' does not match"),
        ({"name": "a", "strategy": "ad", "option": {}}, "Auth0 doesn't support option here."),
        ({"name": "a", "strategy": "ad", "realms": [1]}, "realms[0]: 1 isn't of type string."),
        (
            {"name": "a", "strategy": "ad", "display_name": "x" * 129},
            "display_name: Shorten this to 128 characters; it has 129 now.",
        ),
        (
            {"name": "a", "strategy": "ad", "metadata": {str(n): "" for n in range(11)}},
            "metadata: Keep up to 10; there are 11.",
        ),
        (
            {"name": "a", "strategy": "ad", "authentication": {}},
            "authentication: active is missing.",
        ),
        (
            {"name": "a", "strategy": "ad", "options": {"set_user_root_attributes": "maybe"}},
            """options.set_user_root_attributes: "maybe" isn't one of""",
        ),
    ],
)
def test_says_what_auth0_would_refuse(body: dict[str, Any], told: str) -> None:
    assert str(schema_problems(body)[0]).startswith(told)


def test_says_what_is_missing_once() -> None:
    assert [*map(str, schema_problems({}))] == ["name, strategy is missing."]


def test_knows_the_options_that_the_sandbox_knows() -> None:
    kept = Path(connection_schema.__file__).with_name("connection_options.json").read_text()

    assert kept == connection_options.FILE.read_text()


SIGN_ON = {"signInEndpoint": "https://idp.acme.com/sso"}
OIDC = {"client_id": "0oa1", "issuer": "https://idp.acme.com"}
DISCOVERY = "https://idp.acme.com/.well-known/openid-configuration"


@pytest.mark.parametrize(
    ("strategy", "options"),
    [
        ("samlp", {**SIGN_ON, "signingCert": GOOD, "fieldsMap": {"email": ["a", "b"]}}),
        ("samlp", {"metadataXml": METADATA}),
        ("samlp", {"metadataUrl": "https://idp.acme.com/metadata"}),
        ("samlp", {"domain_aliases": ["acme.com"], "icon_url": None}),
        ("oidc", {**OIDC, "connection_settings": {"pkce": "S256"}, "scope": "openid"}),
        ("oidc", {"client_id": "0oa1", "discovery_url": f"{DISCOVERY}?appid=1"}),
        ("waad", {"client_id": "0oa1", "ext_groups": True}),
        ("github", {"client_id": "1", "something_new": {"a": 1}}),
        ("aol", {"anything": 1}),
    ],
)
def test_takes_options_that_auth0_takes(strategy: str, options: dict[str, Any]) -> None:
    assert schema_problems({"name": "a", "strategy": strategy, "options": options}) == []


@pytest.mark.parametrize(
    ("strategy", "options", "told"),
    [
        ("samlp", {"signInEndpoint": 5}, "options.signInEndpoint: 5 isn't of type string or null."),
        ("samlp", {"signInEndpoint": "http://a.example"}, "doesn't start with https://."),
        (
            "samlp",
            {"signingCert": GOOD},
            "signInEndpoint or metadataUrl or metadataXml",
        ),
        ("samlp", {**SIGN_ON, "signSAMLRequest": "true"}, "isn't of type boolean or null."),
        ("samlp", {**SIGN_ON, "signingCert": "AAAA"}, "options.signingCert: The certificate can't"),
        ("samlp", {**SIGN_ON, "idpinitiated": {"enabled": "on"}}, "options.idpinitiated.enabled"),
        ("samlp", {**SIGN_ON, "entityId": "e" * 1025}, "Shorten this to 1024 characters"),
        ("samlp", {"metadataXml": "<html/>"}, "options.metadataXml: This is a web page"),
        ("samlp", {"metadataXml": entity(provider(service()))}, "no signing certificate"),
        ("samlp", {"metadataXml": entity(provider(key()))}, "no sign-on address"),
        ("samlp", {"metadataXml": f"\ufeff{METADATA}"}, "invisible characters"),
        ("oidc", {"client_id": "", "issuer": "https://a.example"}, "options.client_id"),
        ("oidc", {"issuer": "https://a.example"}, "options: client_id is missing."),
        ("oidc", {"client_id": "1"}, "issuer or discovery_url or oidc_metadata is missing."),
        ("oidc", {**OIDC, "type": "backchannel"}, "isn't one of back_channel, front_channel."),
        ("oidc", {**OIDC, "connection_settings": {"pkce": "yes"}}, "connection_settings.pkce"),
        ("oidc", {**OIDC, "discovery_url": f"{DISCOVERY}/"}, f"Write this as {DISCOVERY}."),
        ("waad", {"client_id": "1", "scope": "openid"}, "isn't of type array or null."),
        ("ad", {"ips": ["a"] * 1001}, "options.ips"),
        ("github", {"client_id": 7}, "options.client_id: 7 isn't of type string"),
        ("auth0", {"passwordPolicy": "best"}, "none, low, fair, good, excellent."),
    ],
)
def test_says_which_option_auth0_would_refuse(
    strategy: str, options: dict[str, Any], told: str
) -> None:
    assert told in str(schema_problems({"name": "a", "strategy": strategy, "options": options})[0])


def test_takes_no_final_newline_for_the_end() -> None:
    assert schema_problems({"name": "acme\n", "strategy": "ad"})


@pytest.mark.parametrize(
    ("strategy", "option", "told"),
    [
        ("samlp", "signinEndpoint", ["Did you mean signInEndpoint?"]),
        ("samlp", "entity_id", ["Did you mean entityId?"]),
        ("oidc", "frobnicate", ["Auth0 doesn't document an option frobnicate for oidc."]),
        ("oidc", "issuer", []),
        ("aol", "anything", []),
    ],
)
def test_warns_of_an_option_that_does_nothing(strategy: str, option: str, told: list[str]) -> None:
    found = unknown_options({"strategy": strategy, "options": {option: 1}})

    assert [words in one for words, one in zip(told, found, strict=True)] == [True] * len(told)
