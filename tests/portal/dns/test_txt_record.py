"""What the portal says about a TXT record, asked over real DNS at the sandbox's server."""

from typing import Any

import pytest

from organizations.models import Domain
from portal.dns import query, txt_record
from portal.dns.txt_record import Result, look_up_txt
from tests.sandbox_process import Sandbox

HOST = "_ss-verification.org_rAlY3YAPIHHkQyQh.acme.com"
VALUE = "b07aadc0d3f9179f120011273c6c12ad"


@pytest.fixture
def zone(sandbox: Sandbox) -> Sandbox:
    """The domain acme.com exists and has mail, as any company's does."""
    sandbox.post("/dns", {"name": "acme.com", "mx": ["10 mail.acme.com."], "txt": ["v=spf1 -all"]})
    return sandbox


def look_up() -> txt_record.Diagnosis:
    return look_up_txt(HOST, VALUE, domain="acme.com", patience=2)


def test_lookup_finds_the_right_value(zone: Sandbox):
    zone.dns(HOST, "something else", VALUE)

    assert look_up().result is Result.RIGHT


def test_lookup_takes_a_value_sent_in_parts_as_one(zone: Sandbox):
    zone.post("/dns", {"name": HOST, "txt": [[VALUE[:10], VALUE[10:]]]})

    assert look_up().result is Result.RIGHT


def test_lookup_follows_an_alias_to_the_right_value(zone: Sandbox):
    zone.post("/dns", {"name": HOST, "cname": ["acme.com."], "txt": [VALUE]})

    assert look_up().result is Result.RIGHT


def test_lookup_says_that_the_record_is_missing(zone: Sandbox):
    assert look_up() == txt_record.Diagnosis(Result.MISSING)


def test_lookup_shows_the_other_value(zone: Sandbox):
    zone.dns(HOST, "an old value")

    diagnosis = look_up()

    assert diagnosis.result is Result.OTHER_VALUE
    assert diagnosis.records == (txt_record.Record(HOST, "TXT", "an old value"),)


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(f"{HOST}.acme.com", id="zone appended twice"),
        pytest.param("org_rAlY3YAPIHHkQyQh.acme.com", id="host without prefix"),
        pytest.param("_ss-verification.acme.com", id="host without organization"),
        pytest.param("acme.com", id="at the domain itself"),
    ],
)
def test_lookup_finds_the_value_at_a_wrong_name(zone: Sandbox, name: str):
    zone.dns(name, VALUE)

    diagnosis = look_up()

    assert diagnosis.result is Result.WRONG_NAME
    assert diagnosis.records == (txt_record.Record(name, "TXT", VALUE),)


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("_ss-verification.org_1.eu.acme.com.acme.com", id="zone above appended"),
        pytest.param("_ss-verification.org_1.acme.com", id="in the zone above"),
    ],
)
def test_lookup_knows_that_the_zone_may_begin_above_the_domain(zone: Sandbox, name: str):
    zone.dns(name, VALUE)

    diagnosis = look_up_txt("_ss-verification.org_1.eu.acme.com", VALUE, domain="eu.acme.com")

    assert diagnosis.result is Result.WRONG_NAME
    assert diagnosis.records == (txt_record.Record(name, "TXT", VALUE),)


def test_lookup_shows_nothing_that_no_database_takes(zone: Sandbox):
    zone.dns(HOST, "a\0b")

    assert look_up().records == (txt_record.Record(HOST, "TXT", "a\ufffdb"),)


@pytest.mark.parametrize(
    "values",
    [
        pytest.param([f'"{VALUE}"'], id="quoted"),
        pytest.param([f" {VALUE} "], id="with spaces"),
        pytest.param([f"{VALUE[:16]} {VALUE[16:]}"], id="broken by a space"),
        pytest.param([VALUE[:16], VALUE[16:]], id="split into two records"),
    ],
)
def test_lookup_recognises_a_value_that_was_quoted_or_split(zone: Sandbox, values: list[str]):
    zone.dns(HOST, *values)

    assert look_up().result is Result.QUOTED


def test_lookup_names_the_alias_in_the_way(zone: Sandbox):
    zone.post("/dns", {"name": HOST, "cname": ["shop.example.net."]})

    diagnosis = look_up()

    assert diagnosis.result is Result.CNAME
    assert diagnosis.records == (txt_record.Record(HOST, "CNAME", "shop.example.net"),)


def test_lookup_says_that_the_domain_does_not_exist(sandbox: Sandbox):
    assert look_up().result is Result.NXDOMAIN


@pytest.mark.parametrize("answer", ["silent", "servfail", "refused"])
def test_lookup_says_that_nobody_answered(zone: Sandbox, answer: str):
    zone.post("/dns", {"name": HOST, "answer": answer})

    diagnosis = look_up_txt(HOST, VALUE, domain="acme.com", patience=0.2)

    assert diagnosis.result is Result.TIMEOUT


def test_lookup_calls_a_name_beyond_dns_limits_missing(zone: Sandbox):
    host = ".".join(["a" * 60] * 5) + ".acme.com"

    assert look_up_txt(host, VALUE, domain="acme.com", patience=2).result is Result.MISSING


def test_lookup_asks_the_next_source_when_one_is_silent(zone: Sandbox, settings: Any):
    zone.dns(HOST, VALUE)
    nobody = query.recursive(["127.0.0.1:1"], 0.2)
    resolver = query.recursive(settings.DNS_SERVERS, 2)

    diagnosis = txt_record.examine(HOST, VALUE, domain="acme.com", sources=[nobody, resolver])

    assert diagnosis.result is Result.RIGHT


def test_authoritative_finds_the_name_servers_of_the_zone(zone: Sandbox, settings: Any):
    zone.post("/dns", {"name": "acme.com", "ns": ["ns1.acme.com."]})
    zone.post("/dns", {"name": "ns1.acme.com", "a": ["9.9.9.9"]})
    resolver = query.recursive(settings.DNS_SERVERS, 2)

    source = query.authoritative("mail.acme.com", resolver, 2)

    assert source and [str(one) for one in source.nameservers] == ["Do53:9.9.9.9@53"]


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.8", "169.254.169.254", "192.168.1.1"])
def test_authoritative_refuses_addresses_of_our_own_network(
    zone: Sandbox, settings: Any, address: str
):
    zone.post("/dns", {"name": "acme.com", "ns": ["ns1.acme.com."]})
    zone.post("/dns", {"name": "ns1.acme.com", "a": [address]})
    resolver = query.recursive(settings.DNS_SERVERS, 2)

    assert query.authoritative("acme.com", resolver, 2) is None


@pytest.mark.parametrize(
    ("server", "address"),
    [
        ("127.0.0.1", "Do53:127.0.0.1@53"),
        ("127.0.0.1:5353", "Do53:127.0.0.1@5353"),
        ("::1", "Do53:::1@53"),
        ("[::1]:5353", "Do53:::1@5353"),
    ],
)
def test_recursive_reads_the_configured_resolvers(server: str, address: str):
    resolver = query.recursive([server], 1)

    assert [str(one) for one in resolver.nameservers] == [address]


def test_every_result_can_be_stored():
    assert {*Result} == {*Domain.Lookup.values}
