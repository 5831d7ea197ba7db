"""What is said about records in DNS, from the record that was published to the remedy."""

import re
from typing import Any

import pytest

from organizations.models import Domain
from organizations.services import domains
from organizations.services.domains.diagnosis import explain
from portal import clock
from portal.dns.txt_record import Result
from tests.factories import make_connection, make_customer, make_tenant
from tests.sandbox_process import Sandbox

HOST = "_ss-verification.aB12cd.dnstest.example"
TWICE = f"{HOST}.dnstest.example"
VALUE = "auth0-domain-verification=Xy7_Qz9-AbCdEfGhIjKlMnOpQrStUv"
LONGER = "_SS-Verification.AbC.UPPER1.Example"


@pytest.fixture
def zone(sandbox: Sandbox) -> Sandbox:
    sandbox.post("/dns", {"name": "dnstest.example", "mx": ["10 mail.dnstest.example."]})
    return sandbox


def make_domain(host: str = HOST, value: str = VALUE, name: str = "dnstest.example") -> Domain:
    connection = make_connection(make_customer(), make_tenant())
    return Domain.objects.create(
        customer=connection.customer,
        connection=connection,
        name=name,
        state=Domain.State.PENDING,
        txt_host=host,
        txt_value=value,
        created_at=clock.now(),
    )


def txt(*values: str, name: str = HOST) -> dict[str, Any]:
    return {"name": name, "txt": list(values)}


INVISIBLE = f"The value for {HOST} contains an invisible character: ZERO WIDTH SPACE (U+200B)."
COPY = f"Delete the value, then copy it again from here: {VALUE}"
EXACTLY = f"Use exactly {VALUE} as the value of the TXT record for {HOST}."
ONE_PIECE = f"Enter the value as a single piece, without quotation marks or spaces: {VALUE}"
CAN_STAY = "The wildcard record can stay: a record for the exact name takes precedence."
ADDED = (
    "The DNS provider adds dnstest.example automatically. Enter only _ss-verification.aB12cd as the"
)
PREFIX = "auth0-domain-verification="
OTHER = f"The TXT record for {HOST} has a different value:"
PART = "That's only part of the correct value."
MOVE = f"Change the name (host) of the TXT record to {HOST}."


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("records", "result", "what", "remedy"),
    [
        ([txt(VALUE + "\u200b")], Result.INVISIBLE, INVISIBLE, COPY),
        ([txt("v=spf1 -all", "\u200b" + VALUE)], Result.INVISIBLE, INVISIBLE, COPY),
        (
            [txt(f"{VALUE}\u00a0")],
            Result.INVISIBLE,
            f"The value for {HOST} contains an invisible character: NO-BREAK SPACE (U+00A0).",
            COPY,
        ),
        (
            [txt(VALUE.lower())],
            Result.LETTER_CASE,
            f"The value for {HOST} differs from the expected one in upper and lower case: "
            f"“{VALUE.lower()}”.",
            EXACTLY,
        ),
        *(
            (
                [txt(f"{quotes[0]}{VALUE}{quotes[1]}")],
                Result.QUOTED,
                f"The value for {HOST} has quotation marks or spaces in it, or is split: "
                f"“{quotes[0]}{VALUE}{quotes[1]}”.",
                ONE_PIECE,
            )
            for quotes in ("„“", "‘’", "«»", '""')
        ),
        (
            [txt(f"“{VALUE.lower()}\u200b”")],
            Result.INVISIBLE,
            f"{INVISIBLE} The value for {HOST} has quotation marks or spaces in it, or is split: "
            f"““{VALUE.lower()}\u200b””. The value for {HOST} differs from the expected one in "
            f"upper and lower case: ““{VALUE.lower()}\u200b””.",
            COPY,
        ),
        (
            [txt(VALUE[:20], VALUE[20:])],
            Result.QUOTED,
            f"The value for {HOST} has quotation marks or spaces in it, or is split: "
            f"“{VALUE[20:]}”, “{VALUE[:20]}”.",
            ONE_PIECE,
        ),
        (
            [txt(VALUE + "\u200b", name=TWICE)],
            Result.WRONG_NAME,
            f"The TXT record is at {TWICE} instead of {HOST}. " + INVISIBLE.replace(HOST, TWICE),
            f"{ADDED} name. {COPY}",
        ),
        (
            [txt(VALUE.lower(), name="dnstest.example")],
            Result.WRONG_NAME,
            f"The TXT record is at dnstest.example instead of {HOST}. The value for "
            "dnstest.example differs from the expected one in upper and lower case: "
            f"“{VALUE.lower()}”.",
            f"Change the name (host) of the TXT record to {HOST}. {EXACTLY}",
        ),
        (
            [txt(VALUE, name=HOST[1:])],
            Result.WRONG_NAME,
            f"The value is correct, but the record is at {HOST[1:]} instead of {HOST}.",
            f"Change the name (host) of the TXT record to {HOST}.",
        ),
        (
            [txt(f"name={VALUE}")],
            Result.OTHER_VALUE,
            f"{OTHER} “name={VALUE}”. The correct value is in it, with “name=” before it.",
            EXACTLY,
        ),
        *(
            ([txt(value)], Result.OTHER_VALUE, f"{OTHER} “{value}”. {what}", EXACTLY)
            for value, what in (
                (f"{VALUE}.", "The correct value is in it, with “.” after it."),
                (f"{VALUE}E.", "The correct value is in it, with “E.” after it."),
                (f"<{VALUE}>", "The correct value is in it, with “<” before and “>” after it."),
                (f"{PREFIX}{VALUE}", f"The correct value is in it, with “{PREFIX}” before it."),
                (VALUE[:-3], f"{PART} “{VALUE[-3:]}” is missing after it."),
                (VALUE.replace("=", ""), "At character 26, “=” (EQUALS SIGN (U+003D)) is missing."),
                (
                    VALUE.replace("=", "%3D"),
                    "At character 26, it has “%3D” instead of “=” (EQUALS SIGN (U+003D)).",
                ),
                (
                    VALUE.replace("OpQ", "0pQ"),
                    f"At character {VALUE.index('Op') + 1}, it has “0” (DIGIT ZERO (U+0030)) "
                    "instead of “O” (LATIN CAPITAL LETTER O (U+004F)).",
                ),
                (
                    VALUE.replace("Ij", "lj"),
                    f"At character {VALUE.index('Ij') + 1}, it has “l” (LATIN SMALL LETTER L "
                    "(U+006C)) instead of “I” (LATIN CAPITAL LETTER I (U+0049)).",
                ),
                (
                    VALUE.replace("Kl", "Kll"),
                    f"At character {VALUE.index('lM') + 2}, “l” (LATIN SMALL LETTER L (U+006C)) "
                    "shouldn't be there.",
                ),
                (
                    VALUE.replace("th0", "ｔh0"),
                    "It contains FULLWIDTH LATIN SMALL LETTER T (U+FF54), which shouldn't be "
                    "there.",
                ),
            )
        ),
        (
            [txt("v=spf1 -all ü", f"{VALUE}.")],
            Result.OTHER_VALUE,
            f"{OTHER.replace('a different value', 'different values')} “{VALUE}.”, “v=spf1 -all "
            "ü”. The correct value is in it, with “.” after it.",
            EXACTLY,
        ),
        (
            [txt(f"{VALUE[:20]}%3D{VALUE[20:]}", name=TWICE)],
            Result.WRONG_NAME,
            f"The TXT record is at {TWICE} instead of {HOST}. Its value isn't correct "
            f"either: “{VALUE[:20]}%3D{VALUE[20:]}”. At character 21, “%3D” shouldn't be there.",
            f"{ADDED} name. {EXACTLY}",
        ),
        *(
            (
                [txt(value, name=TWICE)],
                Result.WRONG_NAME,
                f"The TXT record is at {TWICE} instead of {HOST}. Its value isn't correct "
                f"either: “{value}”. {PART} {lacking}",
                f"{ADDED} name. {EXACTLY}",
            )
            for value, lacking in (
                (VALUE[:30], f"“{VALUE[30:]}” is missing after it."),
                (VALUE[26:], f"“{PREFIX}” is missing before it."),
                (
                    VALUE[26:-4],
                    f"“{PREFIX}” is missing before it. “{VALUE[-4:]}” is missing after it.",
                ),
                (f"{VALUE[:-10]}…", f"“{VALUE[-10:]}” is missing after it."),
                (f"{VALUE[:-10]}...", f"“{VALUE[-10:]}” is missing after it."),
            )
        ),
        (
            [txt("v=spf1 -all", VALUE[26:], name="dnstest.example")],
            Result.WRONG_NAME,
            f"The TXT record is at dnstest.example instead of {HOST}. Its value isn't correct "
            f"either: “{VALUE[26:]}”. {PART} “{PREFIX}” is missing before it.",
            f"{MOVE} {EXACTLY}",
        ),
        (
            [txt(VALUE[3:-5])],
            Result.OTHER_VALUE,
            f"{OTHER} “{VALUE[3:-5]}”. {PART} “{VALUE[:3]}” is missing before it. "
            f"“{VALUE[-5:]}” is missing after it.",
            EXACTLY,
        ),
        *(
            (
                [txt(VALUE, name=name)],
                Result.WRONG_NAME,
                f"The value is correct, but the record is at {name} instead of {HOST}.",
                f"{ADDED} name.",
            )
            for name in (
                f"{HOST[1:]}.dnstest.example",
                "_ss-verification.dnstest.example.dnstest.example",
                "_ss-verification.aB12cd.dnstest.dnstest.example",
            )
        ),
        *(
            (
                [txt(VALUE, name=name)],
                Result.WRONG_NAME,
                f"The value is correct, but the record is at {name} instead of {HOST}.",
                MOVE,
            )
            for name in (
                *("www.dnstest.example", "dnstest.example.dnstest.example"),
                *(HOST.replace("_", "-"), HOST.replace("-", "_"), "aB12cd.dnstest.example"),
            )
        ),
        (
            [txt(VALUE[26:])],
            Result.OTHER_VALUE,
            f"{OTHER} “{VALUE[26:]}”. {PART} “{PREFIX}” is missing before it.",
            EXACTLY,
        ),
        (
            [txt(VALUE.replace("-", "–"))],
            Result.OTHER_VALUE,
            f"The TXT record for {HOST} has a different value: “{VALUE.replace('-', '–')}”. It "
            "contains EN DASH (U+2013), which shouldn't be there.",
            EXACTLY,
        ),
        (
            [{"name": "*.dnstest.example", "cname": ["shop.example."]}],
            Result.WILDCARD,
            f"There's no TXT record for {HOST} yet. What DNS returns comes from the "
            "wildcard record *.dnstest.example.",
            f"{EXACTLY} {CAN_STAY}",
        ),
        (
            [txt("v=spf1 -all", name="*.dnstest.example")],
            Result.WILDCARD,
            f"There's no TXT record for {HOST} yet. What DNS returns comes from the "
            "wildcard record *.dnstest.example.",
            f"{EXACTLY} {CAN_STAY}",
        ),
        (
            [{"name": "*.dnstest.example", "cname": ["shop.example."]}, txt(VALUE, name=TWICE)],
            Result.WRONG_NAME,
            f"The value is correct, but the record is at {TWICE} instead of {HOST}.",
            f"{ADDED} name.",
        ),
        (
            [
                {"name": "*.dnstest.example", "cname": ["shop.example."]},
                {"name": HOST, "cname": ["other.example."]},
            ],
            Result.CNAME,
            f"{HOST} is an alias (CNAME) for other.example, so it can't have a TXT record.",
            f"Remove the CNAME record for {HOST}, then add the TXT record.",
        ),
        (
            [{"name": "*.dnstest.example", "cname": ["shop.example."]}, txt(VALUE)],
            Result.RIGHT,
            "The TXT record is correct.",
            "",
        ),
    ],
)
def test_says_exactly_what_differs(
    zone: Sandbox, records: list[dict[str, Any]], result: Result, what: str, remedy: str
) -> None:
    for record in records:
        zone.post("/dns", record)
    domain = make_domain()

    domains.check_domain(domain)

    assert domain.lookup == result
    assert (explain(domain).what, explain(domain).remedy) == (what, remedy)
    if remedy:
        for record in records:
            if not record["name"].startswith("*"):
                zone.post("/dns", {"name": record["name"]})
        zone.dns(*do(remedy))
        assert domains.check_domain(domain).result == Result.RIGHT


def do(remedy: str) -> tuple[str, str]:
    """The name and value at which a person who does as they are told sets the record."""
    host, value = HOST, VALUE
    if added := re.search(r"adds (\S+) automatically. Enter only (\S+) as the name", remedy):
        host = f"{added[2]}.{added[1]}"
    if named := re.search(r"(?:TXT record to|record for) ([\w.-]+[\w])", remedy):
        host = named[1]
    if written := re.search(r"(?:exactly|from here:|spaces:) (\S+)", remedy):
        value = written[1]
    return host, value


@pytest.mark.django_db
def test_names_a_wildcard_above_the_domain(zone: Sandbox) -> None:
    zone.post("/dns", {"name": "*.dnstest.example", "cname": ["shop.example."]})
    domain = make_domain("_ss-verification.sub.dnstest.example", name="sub.dnstest.example")

    domains.check_domain(domain)

    assert domain.lookup == Result.WILDCARD
    assert "the wildcard record *.dnstest.example." in explain(domain).what


@pytest.mark.django_db
def test_names_the_short_host_as_it_was_typed(sandbox: Sandbox) -> None:
    sandbox.dns("_ss-verification.abc.upper1.example.upper1.example", "tok-AbC123")
    domain = make_domain(LONGER, "tok-AbC123", "upper1.example")

    domains.check_domain(domain)

    assert domain.lookup == Result.WRONG_NAME
    assert "Enter only _SS-Verification.AbC as the name." in explain(domain).remedy
