"""What Auth0 reads out of a SAML provider's metadata when a connection is made of it.

It fetches what is at `metadataUrl`. The sandbox reaches no provider, so it makes up a document for
every address but those of the domain that cannot exist (`.invalid`).
"""

from datetime import datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree

from portal.local.auth0_sandbox.http.errors import Refused, invalid_body
from portal.local.auth0_sandbox.messages import Row
from portal.local.auth0_sandbox.tenant import certificates

METADATA = "{urn:oasis:names:tc:SAML:2.0:metadata}"
SIGNATURES = "{http://www.w3.org/2000/09/xmldsig#}"
BINDING = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-"
# The option that holds the XML, by strategy.
XML = {"samlp": "metadataXml", "adfs": "fedMetadataXml"}


def read(strategy: str, options: Row, now: datetime) -> Row:
    """Return the options that the metadata stands for; none where there is no metadata.

    Raises Refused (400, invalid_body) where it is not that of one SAML identity provider with a
    sign-on address and a certificate to check signatures with.
    """
    option = XML.get(strategy, "")
    if text := options.get(option):
        return _read_xml(text, f"options.{option}")
    if strategy == "samlp" and (url := options.get("metadataUrl")):
        return _made_up(url, now)
    return {}


def _made_up(url: str, now: datetime) -> Row:
    host = urlsplit(url).hostname or ""
    if host.endswith(".invalid"):
        raise Refused(400, f"Unable to fetch the metadata at {url}", "invalid_body")
    return {
        "signInEndpoint": f"https://{host}/sso",
        "entityId": url,
        "signingCert": certificates.make(host[:64], now),
    }


def _read_xml(text: str, place: str) -> Row:
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise invalid_body("Metadata with a document type is not accepted", place)
    try:
        root = ElementTree.fromstring(text.encode())  # noqa: S314 – no document type, no entities
    except (ElementTree.ParseError, ValueError):
        raise invalid_body("The metadata is not XML", place) from None
    role = root.find(f"{METADATA}IDPSSODescriptor")
    if root.tag != f"{METADATA}EntityDescriptor" or role is None:
        raise invalid_body("The metadata has no IDPSSODescriptor", place)
    found: Row = {
        "entityId": root.get("entityID", ""),
        "signInEndpoint": _address(role, "SingleSignOnService"),
        "signOutEndpoint": _address(role, "SingleLogoutService"),
        "signingCert": _certificate(role, place),
    }
    if not found["signInEndpoint"].startswith("https://"):
        raise invalid_body("The metadata has no SingleSignOnService with an https address", place)
    return {name: value for name, value in found.items() if value}


def _address(role: ElementTree.Element, service: str) -> str:
    return next(
        (
            one.get("Location", "").strip()
            for one in role.iterfind(f"{METADATA}{service}")
            if one.get("Binding", "").strip().startswith(BINDING)
        ),
        "",
    )


def _certificate(role: ElementTree.Element, place: str) -> str:
    texts = [
        "".join(one.itertext())
        for key in role.iterfind(f"{METADATA}KeyDescriptor")
        if key.get("use", "signing").strip().lower() == "signing"
        for one in key.iter(f"{SIGNATURES}X509Certificate")
    ]
    if not texts:
        raise invalid_body("The metadata has no signing certificate", place)
    try:
        return certificates.as_pem(certificates.read(texts[0]))
    except ValueError:
        raise invalid_body("The signing certificate cannot be read", place) from None
