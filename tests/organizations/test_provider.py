import pytest
from django.core.exceptions import ValidationError

from organizations.provider import LONGEST_METADATA, oidc_options, saml_options

METADATA = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="acme">'
    "<md:IDPSSODescriptor/></md:EntityDescriptor>"
)


def test_takes_a_metadata_url() -> None:
    assert saml_options(url="https://idp.acme.com/metadata") == {
        "metadataUrl": "https://idp.acme.com/metadata"
    }


def test_takes_metadata_with_a_declaration_and_spaces_around() -> None:
    assert saml_options(xml=f"\n  {METADATA}\n") == {"metadataXml": METADATA}


@pytest.mark.parametrize("url", ["http://idp.acme.com", "idp.acme.com", "https://", "https://a b"])
def test_refuses_an_address_that_is_not_https(url: str) -> None:
    with pytest.raises(ValidationError, match="https://"):
        saml_options(url=url)


@pytest.mark.parametrize(
    ("xml", "told"),
    [
        ("", "not XML"),
        ("<EntityDescriptor", "not XML"),
        ('<?xml version="1.0" encoding="nonsense"?><a/>', "not XML"),
        ("<html/>", "not the metadata of one identity provider"),
        (METADATA.replace("IDPSSO", "SPSSO"), "no identity provider"),
        ('<!DOCTYPE a [<!ENTITY b "c">]>' + METADATA, "document type"),
        ("<" + "x" * LONGEST_METADATA, "too long"),
    ],
)
def test_says_what_is_wrong_with_metadata(xml: str, told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        saml_options(xml=xml)


@pytest.mark.parametrize(
    "issuer",
    [
        "https://idp.acme.com",
        "https://idp.acme.com/",
        "https://idp.acme.com/.well-known/openid-configuration",
    ],
)
def test_finds_the_discovery_document_of_an_issuer(issuer: str) -> None:
    options = oidc_options(issuer=issuer, client_id="c", client_secret="s")

    assert options["discovery_url"] == "https://idp.acme.com/.well-known/openid-configuration"


def test_refuses_an_issuer_that_is_not_https() -> None:
    with pytest.raises(ValidationError):
        oidc_options(issuer="idp.acme.com", client_id="c", client_secret="s")
