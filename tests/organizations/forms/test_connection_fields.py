"""What people type about a provider: taken as it is, or refused with a remedy."""

import base64
import json

import pytest
from django.core.exceptions import ValidationError

from organizations.forms.connections.fields import field_for, realms_field
from organizations.identity_providers.catalog import Kind, Option
from tests.organizations.saml import GOOD

PEM = f"-----BEGIN CERTIFICATE-----\n{GOOD}\n-----END CERTIFICATE-----\n"


def cleaned(kind: Kind, typed: str) -> object:
    return field_for(Option("x", ("x",), "X", kind=kind, longest=255), []).clean(typed)


@pytest.mark.parametrize(
    "typed",
    [
        PEM,
        GOOD,
        base64.b64encode(PEM.encode()).decode(),
        f"<ds:X509Certificate>\n{GOOD}\n</ds:X509Certificate>",
        json.dumps(PEM),
        f'["{GOOD}"]',
        PEM.replace("\n", "\n> "),
    ],
    ids=["PEM", "Base64", "PEM in Base64", "element", "JSON", "list of a key set", "quoted mail"],
)
def test_sends_a_certificate_in_base64(typed: str) -> None:
    sent = base64.b64decode(str(cleaned(Kind.CERTIFICATE, typed))).decode()

    assert sent.startswith("-----BEGIN CERTIFICATE-----\n")
    assert "".join(sent.splitlines()[1:-1]) == GOOD


@pytest.mark.parametrize(
    ("kind", "typed", "sent"),
    [
        (Kind.HOST, "ACME.okta.com", "acme.okta.com"),
        (Kind.HOST, "https://acme.okta.com/", "acme.okta.com"),
        (Kind.HOST, "acme.okta.com/app/UserHome?a=b", "acme.okta.com"),
        (Kind.SERVER, "adfs.acme.com", "adfs.acme.com"),
        (
            Kind.SERVER,
            "https://adfs.acme.com/FederationMetadata/2007-06/FederationMetadata.xml",
            "https://adfs.acme.com/FederationMetadata/2007-06/FederationMetadata.xml",
        ),
        (Kind.SCOPES, " a, b  a", ["a", "b"]),
        (Kind.SCOPES, "", []),
        (Kind.OPENID_SCOPE, "email openid", "email openid"),
        (Kind.TEXT, "0oa1\u200bb2", "0oa1b2"),
        (Kind.OBJECT, "", {}),
        (Kind.OBJECT, '{"a": [1, null]}', {"a": [1, None]}),
        (Kind.OBJECT, r'{"a\u200b": ["b\u200b\n "]}', {"a": ["b\n "]}),
        (Kind.FLAG, "", None),
    ],
)
def test_takes(kind: Kind, typed: str, sent: object) -> None:
    option = Option("x", ("x",), "X", kind=kind, longest=255)

    assert field_for(option, []).clean(typed) == sent


@pytest.mark.parametrize(
    ("kind", "typed", "told"),
    [
        (Kind.HOST, "https://acme.okta.com:8443/", "without a port"),
        (Kind.HOST, "https://acme-admin.okta.com/admin/dashboard", "Enter acme.okta.com."),
        (Kind.HOST, "anna@acme.com", "only the domain"),
        (Kind.HOST, "acme", "isn't a domain"),
        (Kind.SERVER, "http://adfs.acme.com", "https://"),
        (Kind.URL, "http://idp.acme.com", "https://"),
        (Kind.OPENID_SCOPE, "profile email", "openid"),
        (Kind.IP_RANGES, "203.0.113.7/24", "203.0.113.0/24"),
        (Kind.IP_RANGES, "office", "isn't a network"),
        (Kind.DOMAINS, "acme", "a domain"),
        (Kind.OBJECT, "{", "Line 1"),
        (Kind.OBJECT, "[]", "JSON object"),
        (Kind.OBJECT, '{"a": 1, "a": 2}', "a appears twice"),
        (Kind.OBJECT, '{"a": NaN}', "NaN isn't valid JSON"),
        (Kind.OBJECT, r'{"a": 1, "a\u200b": 2}', "a appears twice"),
        (Kind.OBJECT, r'{"a": [{"b": "\ud83d"}]}', "control character (U+D83D)"),
        (Kind.OBJECT, r'{"a\u0000": 1}', "control character (U+0000)"),
        (Kind.OBJECT, r'{"a": "\u202e"}', "right-to-left override"),
        (Kind.OBJECT, "[" * 100_000, "nested too deeply"),
        (Kind.OBJECT, f'{{"a": {"9" * 5_000}}}', "too large"),
        (Kind.OBJECT, '{"a": 1e999}', "too large"),
        (Kind.CERTIFICATE, "MIIC", "be read"),
        (Kind.TEXT, "x" * 256, "255"),
    ],
)
def test_refuses(kind: Kind, typed: str, told: str) -> None:
    with pytest.raises(ValidationError) as caught:
        cleaned(kind, typed)

    assert told in str(caught.value.messages)


def test_takes_realms_one_a_line() -> None:
    assert realms_field().clean("acme.com\nacme-employees") == ["acme.com", "acme-employees"]
    with pytest.raises(ValidationError, match="255"):
        realms_field().clean("x" * 256)
