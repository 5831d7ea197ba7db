"""The sandbox's DNS over real UDP."""

import contextlib
import socket

import dns.exception
import dns.message
import dns.resolver
import pytest


@pytest.fixture
def resolver(auth0):
    found = dns.resolver.Resolver(configure=False)
    found.nameservers = ["127.0.0.1"]
    found.port = auth0.sandbox.dns_port
    found.lifetime = 5
    return found


def texts(resolver, name):
    return [b"".join(r.strings).decode() for r in resolver.resolve(name, "TXT")]


def test_answers_the_txt_values_of_a_name(auth0, resolver):
    auth0.control("dns", name="_x.Acme.example.", txt=["one", "two"])

    assert sorted(texts(resolver, "_X.acme.example")) == ["one", "two"]


def test_splits_long_values_and_keeps_given_parts(auth0, resolver):
    auth0.control("dns", name="long.example", txt=["x" * 300])
    auth0.control("dns", name="parts.example", txt=[["ab", 'c"d']])

    (parts,) = resolver.resolve("parts.example", "TXT")
    assert texts(resolver, "long.example") == ["x" * 300]
    assert parts.strings == (b"ab", b'c"d')


def test_unknown_names_do_not_exist(resolver):
    with pytest.raises(dns.resolver.NXDOMAIN):
        resolver.resolve("nowhere.example", "TXT")


def test_a_name_without_that_record_exists(auth0, resolver):
    auth0.control("dns", name="a.acme.example", a=["192.0.2.1"])

    with pytest.raises(dns.resolver.NoAnswer):
        resolver.resolve("a.acme.example", "TXT")
    with pytest.raises(dns.resolver.NoAnswer):
        resolver.resolve("acme.example", "TXT")


def test_setting_nothing_takes_a_name_away(auth0, resolver):
    auth0.control("dns", name="acme.example", txt=["here"])
    auth0.control("dns", name="acme.example", txt=[])

    with pytest.raises(dns.resolver.NXDOMAIN):
        resolver.resolve("acme.example", "TXT")


def test_other_records_can_be_set(auth0, resolver):
    auth0.control("dns", name="acme.example", mx=["10 mail.acme.example."], ns=["ns.acme.example."])
    auth0.control("dns", name="alias.example", cname=["acme.example."])

    (mail,) = resolver.resolve("acme.example", "MX")
    answer = resolver.resolve("alias.example", "TXT", raise_on_no_answer=False)
    assert mail.exchange.to_text() == "mail.acme.example."
    assert answer.response.answer[0].to_text().endswith("CNAME acme.example.")


@pytest.mark.parametrize("text", ["a\n", "a\x00\\b", "„quoted“", "ü" * 300, "a\u200b"], ids=ascii)
def test_says_every_text_as_it_is(auth0, resolver, text):
    auth0.control("dns", name="x.example", txt=[text])

    assert texts(resolver, "x.example") == [text]


def test_a_name_in_a_record_needs_no_final_dot(auth0, resolver):
    auth0.control("dns", name="x.example", cname=["target.example"], mx=["10 mail.example"])

    answer = resolver.resolve("x.example", "TXT", raise_on_no_answer=False)
    assert answer.response.answer[0].to_text().endswith("CNAME target.example.")


def test_finds_a_name_typed_in_unicode_by_the_one_that_dns_knows(auth0, resolver):
    host = "_ss-verification.org_Ab1.Straße.example"
    encoded = "_ss-verification.org_ab1.xn--strae-oqa.example"

    answer = auth0.control("dns", name=host, txt=["here"])

    assert answer["name"] == encoded
    assert texts(resolver, encoded) == ["here"]
    with pytest.raises(dns.resolver.NXDOMAIN):
        # By the older rules, which dnspython has: another company's name.
        resolver.resolve(host.replace("ß", "ss"), "TXT")


def test_a_name_in_a_record_may_be_typed_in_unicode(auth0, resolver):
    auth0.control("dns", name="alias.example", cname=["Straße.example."])
    auth0.control("dns", name="x.example", mx=["10 müller。example"])

    answer = resolver.resolve("alias.example", "TXT", raise_on_no_answer=False)
    (mail,) = resolver.resolve("x.example", "MX")
    assert answer.response.answer[0].to_text().endswith("CNAME xn--strae-oqa.example.")
    assert mail.exchange.to_text() == "xn--mller-kva.example."


@pytest.mark.parametrize(
    "row",
    [
        {"name": "x.example", "a": ["nowhere"]},
        {"name": "x.example", "mx": ["mail.example."]},
        {"name": "x.example", "cname": ["a..b"]},
        {"name": "x.example", "txt": [["x" * 256]]},
        {"name": "x.example", "txt": [f"{n:04}" + "x" * 996 for n in range(70)]},
        {"name": "x.example", "txt": "text"},
        {"name": "x.example", "txt": [7]},
        {"name": f"{'x' * 64}.example", "txt": ["text"]},
    ],
    ids=lambda row: str(row)[:60],
)
def test_refuses_what_no_answer_can_be_made_of(auth0, resolver, row):
    auth0.control("dns", name="other.example", txt=["here"])

    answer = auth0.http.post("/_sandbox/dns", json=row)

    assert answer.status_code == 400
    assert texts(resolver, "other.example") == ["here"]


def test_survives_strange_packets(auth0, resolver):
    auth0.control("dns", name="other.example", txt=["here"])
    reply = dns.message.make_response(dns.message.make_query("other.example", "TXT")).to_wire()

    with contextlib.closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as sender:
        for packet in (reply, b"", b"\xff" * 40, reply[:20]):
            sender.sendto(packet, ("127.0.0.1", auth0.sandbox.dns_port))

    assert texts(resolver, "other.example") == ["here"]


def test_a_silent_name_times_out(auth0, resolver):
    auth0.control("dns", name="slow.example", answer="silent")
    resolver.lifetime = resolver.timeout = 0.1

    with pytest.raises(dns.exception.Timeout):
        resolver.resolve("slow.example", "TXT")


def test_a_failing_name_has_no_nameservers(auth0, resolver):
    auth0.control("dns", name="broken.example", answer="servfail")

    with pytest.raises(dns.resolver.NoNameservers):
        resolver.resolve("broken.example", "TXT")
