"""What a customer sends instead of clicking through the assistant, as options of a connection.

Checked here as far as Auth0 would, so that a mistake is named before anything is made.
"""

from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

from django.core.exceptions import ValidationError

_METADATA = "{urn:oasis:names:tc:SAML:2.0:metadata}"
_DISCOVERY = "/.well-known/openid-configuration"
# Characters; the metadata of a large federation is megabytes, that of one provider is not.
LONGEST_METADATA = 500_000


def saml_options(*, url: str = "", xml: str = "") -> dict[str, Any]:
    """Return options of a `samlp` connection from a metadata URL or the metadata itself.

    Raises ValidationError that says what is wrong with it.
    https://auth0.com/docs/authenticate/identity-providers/enterprise-identity-providers/saml
    """
    if url:
        check_https(url)
        return {"metadataUrl": url}
    check_saml_metadata(xml)
    return {"metadataXml": xml.strip()}


def oidc_options(*, issuer: str, client_id: str, client_secret: str) -> dict[str, Any]:
    """Return options of an `oidc` connection from an issuer or the URL of its discovery document.

    Raises ValidationError for an address that is none. `client_secret` is passed on, kept nowhere.
    https://auth0.com/docs/authenticate/identity-providers/enterprise-identity-providers/oidc
    """
    check_https(issuer)
    address = issuer if issuer.endswith(_DISCOVERY) else issuer.rstrip("/") + _DISCOVERY
    return {
        "type": "back_channel",
        "discovery_url": address,
        "client_id": client_id,
        "client_secret": client_secret,
        "scope": "openid profile email",
    }


def check_https(url: str) -> None:
    """Raise ValidationError unless this is an https address with a host."""
    try:
        parts = urlsplit(url)
        fine = parts.scheme == "https" and bool(parts.hostname) and " " not in url
    except ValueError:
        fine = False
    if not fine:
        raise ValidationError("Give the whole address, beginning with https://.")


def check_saml_metadata(xml: str) -> None:
    """Raise ValidationError unless this is SAML metadata of one identity provider."""
    text = xml.strip()
    if len(text) > LONGEST_METADATA:
        raise ValidationError(
            "This is too long for the metadata of one identity provider. "
            "Ask the customer for theirs alone."
        )
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise ValidationError("Metadata needs no document type; take the <!DOCTYPE …> line out.")
    try:
        # Without a document type there are no entities that could expand.
        root = ElementTree.fromstring(text.encode())  # noqa: S314
    except (ElementTree.ParseError, LookupError, ValueError) as error:
        raise ValidationError(
            f"This is not XML: {error}. Paste the whole file, from < to the last >."
        ) from error
    if root.tag != f"{_METADATA}EntityDescriptor":
        raise ValidationError(
            "This XML is not the metadata of one identity provider: it should begin with "
            "<EntityDescriptor>."
        )
    if root.find(f"{_METADATA}IDPSSODescriptor") is None:
        raise ValidationError(
            "This metadata describes no identity provider (no <IDPSSODescriptor>). "
            "Perhaps it is the service provider's: ask for the other one."
        )
