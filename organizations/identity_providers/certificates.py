"""The certificate that an identity provider signs with."""

import base64
import re
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from django.core.exceptions import ValidationError
from django.utils.formats import date_format

from portal.text.invisible import without_invisible

_PEM = re.compile(
    r"-----BEGIN(?: X509)? CERTIFICATE-----(.*?)-----END(?: X509)? CERTIFICATE-----", re.S
)


def read_certificate(text: str) -> x509.Certificate:
    """Return the certificate in PEM, or in the base64 that metadata holds.

    Raises ValidationError for anything else: a private key, several certificates, a part of one.
    """
    bare = without_invisible(text)
    if "PRIVATE KEY-----" in bare:
        raise ValidationError(
            "This is a private key, which should never be shared. Ask for the "
            "certificate only, and tell the customer to replace the key."
        )
    blocks = _PEM.findall(bare) or [bare]
    if len(blocks) > 1:
        raise ValidationError(
            "There are several certificates here. Paste only the signing certificate."
        )
    encoded = re.sub(r"\s", "", blocks[0])
    try:
        found = x509.load_der_x509_certificate(base64.b64decode(encoded, validate=True))
        # Read only now, and not always to be read.
        found.public_key(), found.not_valid_before_utc, found.not_valid_after_utc
    except (ValueError, x509.InvalidVersion, UnsupportedAlgorithm):
        raise ValidationError(
            "The certificate can't be read: it's incomplete, altered, or not an X.509 "
            "certificate. Ask the customer to send it again as a file."
        ) from None
    return found


def decoded_certificate(text: str) -> str:
    """Return the PEM that a text is the base64 of, as Auth0 has it, else the text."""
    try:
        found = base64.b64decode(re.sub(r"\s", "", text), validate=True).decode("ascii")
    except ValueError:
        return text
    return found if "BEGIN" in found else text


def dated(certificate: x509.Certificate, *, now: datetime) -> str:
    """Return a warning about a certificate that is not valid at the moment; "" for one that is."""
    begins, ends = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    if ends < now:
        return (
            f"The signing certificate expired on {date_format(ends)}. Ask the customer whether "
            "their identity provider has a newer one."
        )
    if begins > now:
        return (
            f"The signing certificate isn't valid before {date_format(begins)}. Ask the "
            "customer whether their identity provider uses it yet."
        )
    return ""
