"""Certificates and SAML metadata as identity providers export them."""

import base64
from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

REDIRECT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
SOAP = "urn:oasis:names:tc:SAML:2.0:bindings:SOAP"
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
NAMESPACE = "urn:oasis:names:tc:SAML:2.0:metadata"


def certificate(begins: int = 2020, ends: int = 2120) -> str:
    """Return a certificate valid from one year's first day to another's, in base64."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "idp.example")])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), 7)
        .not_valid_before(datetime(begins, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(ends, 1, 1, tzinfo=UTC))
        .sign(key, hashes.SHA256())
    )
    return base64.b64encode(made.public_bytes(serialization.Encoding.DER)).decode()


GOOD = certificate()


def key(text: str = GOOD, use: str = ' use="signing"') -> str:
    return (
        f'<md:KeyDescriptor{use}><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#">'
        f"<ds:X509Data><ds:X509Certificate>{text}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>"
        "</md:KeyDescriptor>"
    )


def service(
    address: str = "https://idp.example/sso", binding: str = REDIRECT, kind: str = "SingleSignOn"
) -> str:
    return f'<md:{kind}Service Binding="{binding}" Location="{address}"/>'


def provider(inside: str = key() + service(), role: str = "") -> str:
    return f"<md:IDPSSODescriptor{role}>{inside}</md:IDPSSODescriptor>"


def entity(
    inside: str = provider(),
    attributes: str = ' entityID="https://idp.example/md"',
    xmlns: str = "",
) -> str:
    xmlns = xmlns or f' xmlns:md="{NAMESPACE}"'
    return f"<md:EntityDescriptor{xmlns}{attributes}>{inside}</md:EntityDescriptor>"


def wrapper(inside: str, attributes: str = "") -> str:
    start = f'<md:EntitiesDescriptor xmlns:md="{NAMESPACE}"{attributes}>'
    return f"{start}{inside}</md:EntitiesDescriptor>"


METADATA = DECLARATION + entity()
