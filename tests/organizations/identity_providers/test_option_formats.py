"""The formats of options: the form and the sandbox refuse the same texts."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from organizations.identity_providers import option_formats
from organizations.identity_providers.connection_schema import schema_problems
from portal.local.auth0_sandbox.http import formats

_DOMAIN = (
    ["acme.com", "ACME.com", "a-b.acme.co.uk", "xn--mller-kva.example"],
    [
        *(
            "https://acme.com",
            "acme.com/",
            "a b",
            "acme.com\n",
            " acme.com",
            "acme",
            "müller.example",
        ),
        *(
            "acme.٣com",
            "-acme.com",
            "acme..com",
            "acme.com.",
            "10.1.2.3",
            "a@acme.com",
            "a_b.com",
            "",
        ),
    ],
)
CASES = {
    "absolute-uri-or-empty": (
        ["", "https://acme.com", "http://acme.com:8080/a?b=c#d", "https://[::1]/"],
        ["acme.com", "https://", "https://a b", "https://acme.com\n", "https://müller.example"],
    ),
    "cidr": (
        ["203.0.113.0/24", "203.0.113.7", "203.0.113.7/24", "2001:db8::/32", "0.0.0.0/0"],
        [
            *("999.1.1.1", "203.0.113.0/33", "203.0.113.0/255.255.255.0", "203.0.113.0/24\n"),
            *(
                "203.0.113.0/٢٤",
                "٢٠٣.0.113.0",
                "acme.com",
                "203.0.113",
                "fe80::1%eth0",
                " 10.0.0.1",
            ),
        ],
    ),
    "date-time": (
        ["2026-03-04T09:00:00.000Z"],
        ["2026-03-04", "tomorrow", "2026-03-04T09:00:00Z\n"],
    ),
    "domain-name": _DOMAIN,
    "hostname": (
        ["acme", "acme.com", "72f988bf-86f1-41af-91ab-2d7cd011db47"],
        ["a b", "a\n", "ü.de"],
    ),
    "hostname-or-url": (
        ["adfs.acme.com", "https://adfs.acme.com/FederationMetadata.xml"],
        ["http://adfs.acme.com", "adfs.acme.com/x", "adfs.acme.com\n", "ftp://adfs.acme.com"],
    ),
    "ip": (
        ["203.0.113.7", "2001:db8::1"],
        ["203.0.113.256", "203.0.113.7/32", "٣.1.1.1", "1.2.3.4\n"],
    ),
    "sender": (
        ["a@acme.com", "Acme <a@acme.com>", "{{ application.name }} <root@auth0.com>"],
        ["acme", "a@acme.com\n", "a b@acme.com", "a@acme", "Acme <a>", "a@b@acme.com"],
    ),
    "uri": (["https://acme.com/a_b?c=%20"], ["https://acme.com:99999/", "//acme.com", "urn:a:b"]),
    "uuid": (
        ["72f988bf-86f1-41af-91ab-2d7cd011db47"],
        [
            "72f988bf86f141af91ab2d7cd011db47",
            "72f988bf-86f1-41af-91ab-2d7cd011db4",
            "common",
            "٧" * 36,
        ],
    ),
    "connection-realm": (["acme.com", "Realm-1"], ["a b", "a\n", ""]),
    "client-id": (["abc_-9"], ["a b", "a\n", "é", ""]),
}
_CHECKERS = {"ours": option_formats.checker(), "sandbox": formats.checker()}
_TEXTS = [
    (name, text, is_good)
    for name, texts in CASES.items()
    for is_good, group in zip((True, False), texts, strict=True)
    for text in group
]


@pytest.mark.parametrize("whose", _CHECKERS)
@pytest.mark.parametrize(("name", "text", "is_good"), _TEXTS)
def test_tells_what_has_the_format(whose: str, name: str, text: str, *, is_good: bool) -> None:
    validator = Draft202012Validator({"format": name}, format_checker=_CHECKERS[whose])

    assert validator.is_valid(text) is is_good
    assert validator.is_valid(7)


@pytest.mark.parametrize("name", CASES)
def test_says_what_is_wanted(name: str) -> None:
    assert option_formats.explained(name, "?" * 80).startswith("“???")


@pytest.mark.parametrize(
    ("strategy", "options", "told"),
    [
        ("okta", {"client_id": "1", "domain": "https://x"}, "options.domain: “https://x” isn't a"),
        ("okta", {"domain_aliases": ["a b"]}, "options.domain_aliases[0]: “a b” isn't a domain"),
        ("samlp", {"domain_aliases": ["acme.com\n"]}, "domain_aliases[0]: Write this as acme.com."),
        ("oidc", {"domain_aliases": ["müller.example"]}, "Write this as xn--mller-kva.example."),
        ("ad", {"domain_aliases": ["a.com", "GMail.com"]}, "domain_aliases[1]: Anyone can get"),
        ("ad", {"ips": ["999.1.1.1"]}, "options.ips[0]: “999.1.1.1” isn't an IP range such as"),
        ("adfs", {"adfs_server": "adfs.acme.com "}, "Write this as adfs.acme.com."),
        ("waad", {"client_id": "1", "tenantId": "acme"}, "options.tenantId: “acme” isn't an ID"),
        ("github", {"client_id": "7\n"}, "options.client_id: Write this as 7."),
        ("facebook", {"client_secret": "hush \n"}, "options.client_secret: There are spaces"),
        ("oauth2", {"tokenURL": "acme.com/token"}, "isn't a URL such as"),
        ("samlp", {"destinationUrl": "acme"}, "isn't a URL such as"),
        ("sms", {"gateway_url": "https://sms gateway"}, "isn't a URL such as"),
    ],
)
def test_names_the_option_and_what_to_write(
    strategy: str, options: dict[str, Any], told: str
) -> None:
    problems = schema_problems({"name": "a", "strategy": strategy, "options": options})

    assert any(told in str(one) for one in problems), problems


def test_names_a_realm_that_auth0_refuses() -> None:
    body = {"name": "a", "strategy": "okta", "realms": ["acme.com", "a b"]}

    assert [one.place for one in schema_problems(body)] == ["realms[1]"]
