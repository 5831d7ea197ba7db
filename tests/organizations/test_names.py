import pytest
from django.core.exceptions import ValidationError

from organizations.names import (
    check_connection_name,
    check_organization_name,
    domain_name,
    domain_names,
    slug,
)


@pytest.mark.parametrize("name", ["a", "Acme-SSO-2", "0", "x" * 128])
def test_accepts_connection_names_that_auth0_takes(name: str) -> None:
    check_connection_name(name)


@pytest.mark.parametrize("name", ["", "-a", "a-", "a--b", "a_b", "a b", "ä", "x" * 129])
def test_refuses_connection_names_that_auth0_refuses(name: str) -> None:
    with pytest.raises(ValidationError):
        check_connection_name(name)


@pytest.mark.parametrize("name", ["a", "acme_1", "acme--x", "x" * 50])
def test_accepts_organization_names_that_auth0_takes(name: str) -> None:
    check_organization_name(name)


@pytest.mark.parametrize("name", ["", "Acme", "org_acme", "-a", "a_", "a b", "x" * 51])
def test_refuses_organization_names_that_auth0_refuses(name: str) -> None:
    with pytest.raises(ValidationError):
        check_organization_name(name)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Acme.COM", "acme.com"),
        (" acme.com. ", "acme.com"),
        ("münchen.de", "xn--mnchen-3ya.de"),
        ("straße.de", "xn--strae-oqa.de"),
    ],
)
def test_writes_domains_as_dns_knows_them(text: str, name: str) -> None:
    assert domain_name(text) == name


@pytest.mark.parametrize(
    "text",
    [
        *("acme", "a_b.com", "-a.com", "acme..com", "1.2.3.4", "*.acme.com", ""),
        *("alice@acme.com", "https://acme.com", "acme.com:80", "x" * 64 + ".com"),
    ],
)
def test_refuses_what_is_no_domain_and_says_which(text: str) -> None:
    with pytest.raises(ValidationError) as refused:
        domain_name(text)

    assert f"“{text}”" in refused.value.messages[0]


def test_reads_many_domains_each_once() -> None:
    assert domain_names("acme.com, Acme.com\nacme.de;acme.fr") == ["acme.com", "acme.de", "acme.fr"]


def test_names_every_wrong_domain_of_many() -> None:
    with pytest.raises(ValidationError) as refused:
        domain_names("acme.com nope also@nope")

    assert len(refused.value.messages) == 2


@pytest.mark.parametrize(
    ("text", "word"),
    [("Acme, Inc.", "acme-inc"), ("Crédit  Zürich", "credit-zurich"), ("株式会社", "customer-1")],
)
def test_slugs_text_for_auth0(text: str, word: str) -> None:
    assert slug(text, longest=50, otherwise="customer-1") == word
