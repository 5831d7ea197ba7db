"""The signing certificates of identity providers: read, or made up when none is given."""

import base64
import hashlib
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from portal.local.auth0_sandbox.clock import iso
from portal.local.auth0_sandbox.messages import Row

VALID = timedelta(days=365)
BEGIN = b"-----BEGIN"


def read(text: str) -> x509.Certificate:
    """Read PEM, PEM in base64 or DER in base64. Raises ValueError for anything else."""
    found = text.strip().encode()
    if not found.startswith(BEGIN):
        found = base64.b64decode(b"".join(found.split()), validate=True)
    if found.startswith(BEGIN):
        return x509.load_pem_x509_certificate(found)
    return x509.load_der_x509_certificate(found)


def describe(pem: str) -> Row:
    """Return what Auth0 keeps of a certificate. Raises ValueError for anything else."""
    certificate = read(pem)
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    raw = certificate.public_bytes(serialization.Encoding.DER)
    return {
        "cert": pem,
        "expires": iso(certificate.not_valid_after_utc),
        "subject": {"commonName": str(names[0].value) if names else ""},
        "thumbprints": [hashlib.sha1(raw, usedforsecurity=False).hexdigest()],
    }


def as_pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


def make(name: str, now: datetime) -> str:
    """Return a self-signed certificate, as PEM, good for a year from now."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    return as_pem(
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + VALID)
        .sign(key, hashes.SHA256())
    )
