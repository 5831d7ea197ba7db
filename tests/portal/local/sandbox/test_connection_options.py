"""What Auth0 refuses of a connection's options, by strategy, and whose realms are whose."""

from datetime import UTC, datetime

import pytest

from portal.local.auth0_sandbox.tenant import certificates

CERTIFICATE = certificates.make("idp.acme.com", datetime.now(UTC))
DISCOVERY = "https://idp.acme.com/.well-known/openid-configuration"
SIGN_IN = {"signInEndpoint": "https://idp.acme.com/sso"}
OIDC = {"client_id": "0oa1", "discovery_url": DISCOVERY}
OKTA = {"client_id": "0oa1", "domain": "acme.okta.com"}
TAKEN = [
    ("samlp", {**SIGN_IN, "signingCert": CERTIFICATE, "something_new": {"a": 1}}),
    ("samlp", {"metadataUrl": "https://idp.acme.com/metadata"}),
    ("samlp", {"metadataXml": "<EntityDescriptor/>"}),
    ("samlp", {"domain_aliases": ["acme.com"]}),
    ("samlp", {}),
    ("oidc", {**OIDC, "scope": "openid email", "icon_url": None}),
    ("oidc", {**OIDC, "discovery_url": f"{DISCOVERY}?appid=1"}),
    ("oidc", {"client_id": "0oa1", "issuer": "https://idp.acme.com"}),
    ("okta", OKTA),
    ("waad", {"client_id": "0oa1", "tenant_domain": "acme.onmicrosoft.com"}),
    ("google-apps", {"client_id": "0oa1", "domain": "acme.com", "scope": ["email"]}),
    ("adfs", {"adfs_server": "adfs.acme.com"}),
    ("adfs", {"fedMetadataXml": "<EntityDescriptor/>"}),
    ("pingfederate", {"pingFederateBaseUrl": "https://ping.acme.com"}),
    ("ad", {"kerberos": True}),
    ("github", {"client_id": 7}),
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
    ("okta", {**OKTA, "client_id": 7}, "options.client_id"),
    ("waad", {"tenant_domain": "acme.com", "client_secret": "hush"}, "client_id"),
    ("google-apps", {"domain": "acme.com"}, "client_id"),
    ("adfs", {"user_id_attribute": "upn"}, "adfs_server"),
    ("pingfederate", {"signingCert": CERTIFICATE}, "pingFederateBaseUrl"),
    ("pingfederate", {"pingFederateBaseUrl": "ping"}, "options.pingFederateBaseUrl"),
    ("ad", {"kerberos": "yes"}, "options.kerberos"),
]


def body(strategy="okta", **fields):
    return {"name": "acme-sso", "strategy": strategy, **fields}


def _name(part):
    """A case's name; the certificate in it is another in every process."""
    return str(part).replace(repr(CERTIFICATE)[1:-1], "certificate")[:80]


@pytest.mark.parametrize(("strategy", "options"), TAKEN, ids=_name)
def test_takes(auth0, strategy, options):
    assert auth0.create("connections", **body(strategy, options=options))["options"] == options


@pytest.mark.parametrize(("strategy", "options", "words"), REFUSED, ids=_name)
def test_refuses_and_names_the_option(auth0, strategy, options, words):
    answer = auth0.api.post("connections", json=body(strategy, options=options))

    assert (answer.status_code, answer.json()["errorCode"]) == (400, "invalid_body")
    assert words in answer.json()["message"]


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
