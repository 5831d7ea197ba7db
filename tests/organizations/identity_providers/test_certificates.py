import pytest
from django.core.exceptions import ValidationError

from organizations.identity_providers.certificates import read_certificate
from tests.organizations.saml import GOOD

LINES = "\n".join(GOOD[start : start + 64] for start in range(0, len(GOOD), 64))
PEM = f"-----BEGIN CERTIFICATE-----\n{LINES}\n-----END CERTIFICATE-----\n"


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        LINES,
        PEM,
        f"\ufeff{PEM}\u200b",
        PEM.replace("\n", "\r\n"),
        f"Bag Attributes\n  friendlyName: idp\n{PEM}",
        PEM.replace("BEGIN CERT", "BEGIN X509 CERT").replace("END CERT", "END X509 CERT"),
    ],
)
def test_reads_a_certificate_as_people_paste_it(text: str) -> None:
    assert read_certificate(text).serial_number == 7


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "be read"),
        ("MIIC...", "be read"),
        (PEM.replace("A", "B"), "be read"),
        (LINES[:100], "be read"),
        (PEM * 2, "several certificates"),
        ("-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----", "private key"),
        ("-----BEGIN RSA PRIVATE KEY-----\n" + PEM, "private key"),
    ],
    # The certificate is another in every process.
    ids=["nothing", "dots", "garbage", "incomplete", "two", "private key", "private key first"],
)
def test_says_what_is_wrong_with_a_certificate(text: str, told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        read_certificate(text)
