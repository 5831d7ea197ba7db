"""What the forms of the catalog send, held against Auth0's own SDK."""

import json
from typing import Any

import pytest
from auth0.management import types
from pydantic import BaseModel

from organizations.forms.connections.create import ConnectionForm
from organizations.identity_providers.catalog import STRATEGIES, Kind, Option, Strategy, Way
from tests.organizations.saml import METADATA, certificate

APPLICATION = "AaiyAPdpYdesoKnqjj8HJqRn4T5titww"
PEM = f"-----BEGIN CERTIFICATE-----\n{certificate()}\n-----END CERTIFICATE-----\n"
# Auth0's SDK has a model of the options of each strategy.
MODELS: dict[str, type[BaseModel]] = {
    "ad": types.ConnectionOptionsAd,
    "adfs": types.ConnectionOptionsAdfs,
    "google-apps": types.ConnectionOptionsGoogleApps,
    "oidc": types.ConnectionOptionsOidc,
    "okta": types.ConnectionOptionsOkta,
    "pingfederate": types.ConnectionOptionsPingFederate,
    "samlp": types.ConnectionOptionsSaml,
    "waad": types.ConnectionOptionsAzureAd,
}
TYPED = {
    Kind.TEXT: "some-text",
    Kind.SECRET: "\u200b the-customers\u200b-secret \ufeff",
    Kind.URL: "https://idp.acme.com/path?a=b",
    Kind.DISCOVERY_URL: "https://idp.acme.com/.well-known/openid-configuration",
    Kind.METADATA_URL: "https://idp.acme.com/metadata?appid=1",
    Kind.METADATA_XML: METADATA,
    Kind.CERTIFICATE: PEM,
    Kind.HOST: "acme.okta.com",
    Kind.SERVER: "adfs.acme.com",
    Kind.DOMAINS: "acme.com\nacme.org",
    Kind.IP_RANGES: "203.0.113.0/24\n2001:db8::/32",
    Kind.OPENID_SCOPE: "openid email",
    Kind.SCOPES: "User.Read Directory.Read.All",
    Kind.FLAG: "false",
    Kind.OBJECT: '{"email": "mail"}',
    Kind.APPLICATION: APPLICATION,
}
# What does not come out as it was typed: secrets pasted with more than is seen, lists, flags,
# JSON, and a certificate's Base64.
SENT: dict[Kind, Any] = {
    Kind.SECRET: "the-customers-secret",
    Kind.DOMAINS: ["acme.com", "acme.org"],
    Kind.IP_RANGES: ["203.0.113.0/24", "2001:db8::/32"],
    Kind.SCOPES: ["User.Read", "Directory.Read.All"],
    Kind.FLAG: False,
}
# Auth0 says what it looks like.
UPSTREAM = '{"login_hint": {"alias": "login_hint"}}'
WAYS = [
    pytest.param(strategy, way, id=f"{strategy.key}-{way.key}")
    for strategy in STRATEGIES
    for way in strategy.ways
]


def form_of(strategy: Strategy, way: Way, typed: dict[str, Any]) -> ConnectionForm:
    return ConnectionForm(
        {"name": "acme-sso", **typed},
        strategy=strategy,
        way=way,
        applications=[(APPLICATION, "My app")],
        mapped=False,
    )


def typed_for(option: Option) -> str:
    if option.kind == Kind.CHOICE:
        return option.choices[-1][0]
    return UPSTREAM if option.name == "upstream_params" else TYPED[option.kind]


@pytest.mark.parametrize(("strategy", "way"), WAYS)
def test_sends_every_option_where_auth0_expects_it(strategy: Strategy, way: Way) -> None:
    options = list(strategy.options(way))

    form = form_of(strategy, way, {option.name: typed_for(option) for option in options})

    assert form.is_valid(), form.errors
    body = form.body
    for option in options:
        for path in option.paths:
            value: Any = body["options"]
            model: Any = MODELS[strategy.strategy]
            for part in path.split("."):
                value = value[part]
            name = path.split(".")[0]
            known = {field.alias or key for key, field in model.model_fields.items()}
            assert name in known, f"{strategy.strategy} has no option {name}"
            if option.kind == Kind.OBJECT:
                assert value == json.loads(typed_for(option))
            elif option.kind != Kind.CERTIFICATE:
                assert value == SENT.get(option.kind, typed_for(option))


@pytest.mark.parametrize(("strategy", "way"), WAYS)
def test_sends_what_auth0s_sdk_reads(strategy: Strategy, way: Way) -> None:
    required = {o.name: typed_for(o) for o in strategy.options(way) if o.required}

    form = form_of(strategy, way, {"client_secret": "s", **required})

    assert form.is_valid(), form.errors
    MODELS[strategy.strategy].model_validate(form.body["options"])
    assert form.body["strategy"] == strategy.strategy


@pytest.mark.parametrize(("strategy", "way"), WAYS)
def test_asks_for_what_a_provider_cannot_do_without(strategy: Strategy, way: Way) -> None:
    form = form_of(strategy, way, {"name": ""})

    needed = {option.name for option in strategy.options(way) if option.required}
    if "client_secret" in form.fields:
        needed.add("client_secret")
    assert set(form.errors) == {"name", *needed}


def test_puts_what_the_schema_refuses_beside_its_field() -> None:
    strategy = STRATEGIES[0]
    typed = {"metadata_url": "https://idp.acme.com/m", "upstream_params": '{"login_hint": 1}'}

    form = form_of(strategy, strategy.ways[0], typed)

    assert [*form.errors] == ["upstream_params"]


@pytest.mark.parametrize(
    ("typed", "secret_needed"),
    [
        ({"type": "back_channel"}, True),
        ({"type": "front_channel"}, False),
        ({"type": "back_channel", "token_endpoint_auth_method": "private_key_jwt"}, False),
    ],
)
def test_needs_a_secret_where_auth0_proves_who_it_is_by_one(
    typed: dict[str, str], secret_needed: bool
) -> None:
    oidc = next(one for one in STRATEGIES if one.key == "oidc")
    given = {"issuer": "https://idp.acme.com", "client_id": "c", "scope": "openid", **typed}

    form = form_of(oidc, oidc.ways[0], given)

    assert ("client_secret" in form.errors) is secret_needed


def test_warns_of_a_certificate_that_has_expired() -> None:
    saml = STRATEGIES[0]
    typed = {
        "sign_in_endpoint": "https://idp.acme.com/sso",
        "signing_cert": certificate(begins=2010, ends=2012),
    }

    form = form_of(saml, saml.way("by-hand"), typed)

    assert form.is_valid(), form.errors
    assert "expired" in form.warnings[0]


def test_each_field_is_one_option() -> None:
    taken = {"name", "display_name", "show_as_button", "wanted_clients", *ConnectionForm._MORE}
    for strategy in STRATEGIES:
        for way in strategy.ways:
            names = [option.name for option in strategy.options(way)]
            assert len(names) == len(set(names))
            assert not taken & set(names)
