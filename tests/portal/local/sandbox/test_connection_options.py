"""What Auth0 takes, refuses and makes of a connection's options, and whose realms are whose."""

import base64
import importlib
import json
import pkgutil
from datetime import UTC, datetime

import pytest
from auth0.management import types

from portal.local.auth0_sandbox.bodies import connection_options
from portal.local.auth0_sandbox.tenant import certificates
from tests.organizations.saml import METADATA, entity, key, provider, service

CERTIFICATE = certificates.make("idp.acme.com", datetime.now(UTC))
DISCOVERY = "https://idp.acme.com/.well-known/openid-configuration"
SIGN_IN = {"signInEndpoint": "https://idp.acme.com/sso"}
OIDC = {"client_id": "0oa1", "discovery_url": DISCOVERY}
OKTA = {"client_id": "0oa1", "domain": "acme.okta.com"}
TAKEN = [
    ("samlp", {**SIGN_IN, "signingCert": CERTIFICATE, "something_new": {"a": 1}}),
    ("samlp", {"metadataUrl": "https://idp.acme.com/metadata"}),
    ("samlp", {"metadataXml": METADATA}),
    ("samlp", {**SIGN_IN, "fieldsMap": {"email": ["mail", "upn"], "name": "cn"}}),
    ("samlp", {"domain_aliases": ["acme.com"]}),
    ("samlp", {}),
    ("oidc", {**OIDC, "scope": "openid email", "icon_url": None}),
    ("oidc", {**OIDC, "discovery_url": f"{DISCOVERY}?appid=1"}),
    ("oidc", {"client_id": "0oa1", "issuer": "https://idp.acme.com"}),
    ("okta", OKTA),
    ("waad", {"client_id": "0oa1", "tenant_domain": "acme.onmicrosoft.com"}),
    ("google-apps", {"client_id": "0oa1", "domain": "acme.com", "scope": ["email"]}),
    ("adfs", {"adfs_server": "adfs.acme.com"}),
    ("adfs", {"fedMetadataXml": METADATA}),
    ("pingfederate", {"pingFederateBaseUrl": "https://ping.acme.com"}),
    ("ad", {"kerberos": True}),
    ("oidc", {**OIDC, "attribute_map": {"mapping_mode": "use_map", "attributes": {"a": "b"}}}),
    ("github", {"client_id": "7"}),
    ("miicard", {"client_id": 7}),
]
REFUSED = [
    ("samlp", {"signingCert": CERTIFICATE}, "signInEndpoint"),
    ("samlp", {"signInEndpoint": "http://idp.acme.com/sso"}, "options.signInEndpoint"),
    ("samlp", {"signInEndpoint": "idp.acme.com"}, "options.signInEndpoint"),
    ("samlp", {"signInEndpoint": "https://idp.acme.com/s so"}, "options.signInEndpoint"),
    ("samlp", {**SIGN_IN, "signingCert": "no certificate"}, "options.signingCert"),
    ("samlp", {**SIGN_IN, "signSAMLRequest": "true"}, "options.signSAMLRequest"),
    ("samlp", {**SIGN_IN, "signatureAlgorithm": "rsa-sha512"}, "options.signatureAlgorithm"),
    ("samlp", {**SIGN_IN, "domain_aliases": "acme.com"}, "options.domain_aliases"),
    ("samlp", {**SIGN_IN, "idpinitiated": {"enabled": "on"}}, "options.idpinitiated.enabled"),
    ("samlp", {"icon_url": "http://acme.com/i.png"}, "options.icon_url"),
    ("samlp", [], "options"),
    ("oidc", {"discovery_url": DISCOVERY}, "client_id"),
    ("oidc", {**OIDC, "client_id": ""}, "options.client_id"),
    ("oidc", {"client_id": "0oa1"}, "issuer"),
    ("oidc", {**OIDC, "discovery_url": "https://idp.acme.com/"}, "options.issuer is missing"),
    ("oidc", {**OIDC, "type": "backchannel"}, "options.type"),
    ("oidc", {**OIDC, "scope": ["openid"]}, "options.scope"),
    ("okta", {"client_id": "0oa1"}, "domain"),
    ("okta", {**OKTA, "domain": "https://acme.okta.com"}, "options.domain"),
    ("okta", {**OKTA, "domain_aliases": ["acme.com", "a b"]}, "options.domain_aliases[1]"),
    ("samlp", {"domain_aliases": ["acme.com\n"]}, "options.domain_aliases[0]"),
    ("ad", {"ips": ["999.1.1.1"]}, "options.ips[0]"),
    ("ad", {"agentIP": "203.0.113.0/24"}, "options.agentIP"),
    ("waad", {"client_id": "0oa1", "tenantId": "acme"}, "options.tenantId"),
    ("google-apps", {"client_id": "0oa1", "domain": "acme.com/"}, "options.domain"),
    ("adfs", {"adfs_server": "adfs.acme.com\n"}, "options.adfs_server"),
    ("oauth2", {"tokenURL": "acme.com/token"}, "options.tokenURL"),
    ("samlp", {**SIGN_IN, "thumbprints": ["٣" * 40]}, "options.thumbprints[0]"),
    ("samlp", {"signInEndpoint": "https://müller.example/sso"}, "options.signInEndpoint"),
    ("okta", {**OKTA, "client_id": 7}, "options.client_id"),
    ("waad", {"tenant_domain": "acme.com", "client_secret": "hush"}, "client_id"),
    ("google-apps", {"domain": "acme.com"}, "client_id"),
    ("adfs", {"user_id_attribute": "upn"}, "adfs_server"),
    ("pingfederate", {"signingCert": CERTIFICATE}, "pingFederateBaseUrl"),
    ("pingfederate", {"pingFederateBaseUrl": "ping"}, "options.pingFederateBaseUrl"),
    ("ad", {"kerberos": "yes"}, "options.kerberos"),
    ("ad", {"ips": "203.0.113.0/24"}, "options.ips"),
    ("github", {"client_id": 7}, "options.client_id"),
    ("office365", {"upstream_params": []}, "options.upstream_params"),
    ("email", {"name": "email"}, "brute_force_protection"),
    (
        "oidc",
        {**OIDC, "connection_settings": {"pkce": "yes"}},
        "options.connection_settings.pkce",
    ),
    ("oidc", {**OIDC, "attribute_map": {"mapping_mode": "all"}}, "options.attribute_map"),
    ("oidc", {**OIDC, "oidc_metadata": {"issuer": 7}}, "options.oidc_metadata"),
    ("oidc", {**OIDC, "id_token_signed_response_algs": ["none"]}, "id_token_signed_response_algs"),
    ("okta", {**OKTA, "federated_connections_access_tokens": {"on": 1}}, "Additional properties"),
    ("samlp", {**SIGN_IN, "assertion_decryption_settings": {}}, "algorithm_profile"),
    ("samlp", {**SIGN_IN, "decryptionKey": 7}, "options.decryptionKey"),
    ("samlp", {"metadataUrl": "https://idp.invalid/metadata"}, "idp.invalid"),
    ("samlp", {"metadataXml": "<html><br></html>"}, "not XML"),
    ("samlp", {"metadataXml": "<EntityDescriptor/>"}, "IDPSSODescriptor"),
    ("samlp", {"metadataXml": entity(provider(service()))}, "no signing certificate"),
    ("samlp", {"metadataXml": entity(provider(key("AAAA") + service()))}, "cannot be read"),
    ("samlp", {"metadataXml": entity(provider(key()))}, "no SingleSignOnService"),
    ("samlp", {"metadataXml": entity(provider(key() + service("http://a.example")))}, "https"),
    ("adfs", {"fedMetadataXml": "<EntityDescriptor/>"}, "IDPSSODescriptor"),
]


def body(strategy="okta", **fields):
    return {"name": "acme-sso", "strategy": strategy, **fields}


def _name(part):
    """A case's name; the certificate in it is another in every process."""
    return str(part).replace(repr(CERTIFICATE)[1:-1], "certificate")[:80]


@pytest.mark.parametrize(("strategy", "options"), TAKEN, ids=_name)
def test_takes(auth0, strategy, options):
    kept = auth0.create("connections", **body(strategy, options=options))["options"]

    assert {name: kept[name] for name in options} == options


@pytest.mark.parametrize(("strategy", "options", "words"), REFUSED, ids=_name)
def test_refuses_and_names_the_option(auth0, strategy, options, words):
    answer = auth0.api.post("connections", json=body(strategy, options=options))

    assert (answer.status_code, answer.json()["errorCode"]) == (400, "invalid_body")
    assert words in answer.json()["message"]


def test_reads_the_options_out_of_metadata_as_auth0_does(auth0):
    given = {"metadataXml": METADATA}

    kept = auth0.create("connections", **body("samlp", options=given))["options"]

    assert kept["signInEndpoint"] == "https://idp.example/sso"
    assert kept["entityId"] == "https://idp.example/md"
    assert kept["expires"] == "2120-01-01T00:00:00.000Z"
    assert certificates.read(kept["signingCert"]).serial_number == 7


def test_keeps_the_end_of_a_certificate_and_what_was_given_besides_metadata(auth0):
    pem = base64.b64encode(CERTIFICATE.encode()).decode()
    by_hand = {**SIGN_IN, "signingCert": pem}
    with_url = {"metadataUrl": "https://idp.acme.com/metadata", "entityId": "urn:acme"}

    one = auth0.create("connections", **body("samlp", options=by_hand))["options"]
    other = auth0.create("connections", **{**body("samlp", options=with_url), "name": "b"})

    assert one["expires"] and one["signingCert"] == pem
    assert other["options"]["entityId"] == "urn:acme"
    assert other["options"]["signInEndpoint"] == "https://idp.acme.com/sso"


def test_knows_every_strategy_and_option_of_auth0s_sdk():
    kept = json.loads(connection_options.FILE.read_text())
    seen: dict[str, set[str]] = {}
    for found in pkgutil.iter_modules(types.__path__):
        if found.name.startswith("create_connection_request_content_"):
            module = importlib.import_module(f"{types.__name__}.{found.name}")
            for name, one in vars(module).items():
                if name.startswith("CreateConnectionRequestContent") and isinstance(one, type):
                    seen |= _of_sdk(one)

    missing = {name: seen[name] - kept[name]["properties"].keys() for name in seen}
    assert {name: names for name, names in missing.items() if names} == {}
    assert len(seen) == len(kept)


def _of_sdk(model):
    """The names of a strategy's options, by the strategy."""
    schema = model.model_json_schema()
    parts = {**schema, **schema.get("$defs", {})}

    def named(part):
        found = set(part.get("properties", {}))
        for one in [part, *part.get("anyOf", [])]:
            if "$ref" in one:
                found |= named(parts[one["$ref"].rpartition("/")[2]])
        return found

    [strategy, _] = schema["properties"]["strategy"]["anyOf"]
    return {strategy["const"]: named(schema["properties"]["options"])}


def test_a_change_replaces_the_options_and_is_checked_like_new_ones(auth0):
    made = auth0.create("connections", **body(options=OKTA))

    answer = auth0.api.patch(f"connections/{made['id']}", json={"options": {"domain_aliases": []}})

    assert answer.status_code == 400
    assert "Missing required property: client_id" in answer.json()["message"]
    assert auth0.get(f"connections/{made['id']}") == made


def test_a_connection_without_its_provider_takes_domains_and_waits(auth0):
    made = auth0.create("connections", **body())
    options = {"domain_aliases": ["acme.com"]}

    answer = auth0.api.patch(f"connections/{made['id']}", json={"options": options})

    assert answer.json()["options"] == options


@pytest.mark.parametrize("fields", [{"realms": ["acme.com"]}, {"realms": ["b", "acme-sso"]}])
def test_a_realm_of_another_connection_is_a_conflict(auth0, fields):
    auth0.create("connections", **body(realms=["acme.com", "acme-sso"]))
    other = auth0.create("connections", name="other", strategy="okta")

    new = auth0.api.post("connections", json={**body(), "name": "new", **fields})
    changed = auth0.api.patch(f"connections/{other['id']}", json=fields)

    assert (new.status_code, changed.status_code) == (409, 409)
    assert auth0.get(f"connections/{other['id']}") == other


def test_a_connection_keeps_its_own_realms(auth0):
    made = auth0.create("connections", **body(realms=["acme.com"]))

    answer = auth0.api.patch(f"connections/{made['id']}", json={"realms": ["acme.com", "acme.org"]})

    assert answer.json()["realms"] == ["acme.com", "acme.org"]
