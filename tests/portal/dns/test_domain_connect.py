"""Domain Connect: who adds a zone's records is asked by HTTPS, and linked to by our template."""

import base64
import json
import re
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from portal.dns.domain_connect import Provider, apply_url, find_provider
from portal.external import outbound
from tests.portal.external.test_outbound import answer, certificate_of
from tests.sandbox_process import Sandbox
from tests.settings_source import BASE_DIR

HOST = "connect.dns.example"
GOOD = {
    "providerId": "dns.example",
    "providerName": "DNS Example Ltd.",
    "providerDisplayName": "DNS Example",
    "urlSyncUX": "https://ux.dns.example/sync/",
    "urlAPI": f"https://{HOST}",
    "nameServers": ["ns1.dns.example"],
}
RECORD = {
    "zone": "acme.com",
    "domain": "acme.com",
    "host": "_ss-verification.org_rAlY3YAPIHHkQyQh.acme.com",
    "value": "b07aadc0d3f9179f120011273c6c12ad",
}


@dataclass
class DnsHost:
    """A DNS provider: what it says of itself, and the templates that it knows."""

    told: Any
    port: int = 0
    templates: set[str] = field(default_factory=lambda: {"acme.example/single-sign-on"})
    asked: list[str] = field(default_factory=list)


@pytest.fixture
def dns_host(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Any
) -> Iterator[DnsHost]:
    """One that runs acme.com, at a port of this machine."""
    settings.DOMAIN_CONNECT_PROVIDER = "acme.example"
    host = DnsHost(GOOD)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            host.asked.append(self.path)
            match = re.fullmatch(
                r"/v2/domainTemplates/providers/([^/]+)/services/([^/]+)", self.path
            )
            known = bool(match and f"{match[1]}/{match[2]}" in host.templates)
            self.send_response(200 if known or self.path == "/v2/acme.com/settings" else 404)
            self.end_headers()
            if not known:
                self.wfile.write(json.dumps(host.told).encode())

        def log_message(self, *_: Any) -> None: ...

    file = certificate_of(HOST, tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        host.port = server.server_address[1]
        host.told = {**GOOD, "urlAPI": f"https://{HOST}:{host.port}"}
        sandbox.dns("_domainconnect.acme.com", f"{HOST}:{host.port}")
        answer(monkeypatch, "127.0.0.1")
        trusted = ssl.create_default_context(cafile=file)
        monkeypatch.setattr(outbound, "_trusted", lambda: trusted)
        Thread(target=server.serve_forever, daemon=True).start()
        yield host
        server.shutdown()


def test_finds_who_knows_the_template(dns_host: DnsHost) -> None:
    found = find_provider("acme.com", private=True)

    assert found == Provider("DNS Example", "https://ux.dns.example/sync")
    assert dns_host.asked[0] == "/v2/acme.com/settings"


def test_who_does_not_know_the_template_is_not_offered(dns_host: DnsHost) -> None:
    dns_host.templates.clear()

    assert find_provider("acme.com", private=True) is None


def test_goes_into_no_private_network(dns_host: DnsHost) -> None:
    assert find_provider("acme.com") is None
    assert dns_host.asked == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"urlSyncUX": None},
        {"urlSyncUX": "http://ux.dns.example"},
        {"urlSyncUX": "javascript:alert(1)"},
        {"urlSyncUX": "https://acme.com@ux.dns.example"},
        {"urlSyncUX": "https://ux.dns.example/?next=1"},
        {"urlSyncUX": "https://[broken"},
        {"urlAPI": 7},
        {"vnd.dns.flow": 1, "crit": ["vnd.dns.flow"]},
        {"crit": "urlAPI"},
    ],
)
def test_settings_that_lead_elsewhere_are_not_followed(
    dns_host: DnsHost, wrong: dict[str, Any]
) -> None:
    dns_host.told = {**dns_host.told, **wrong}

    assert find_provider("acme.com", private=True) is None


@pytest.mark.parametrize("told", [[], "text", None, {}])
def test_settings_of_another_shape_are_none(dns_host: DnsHost, told: Any) -> None:
    dns_host.told = told

    assert find_provider("acme.com", private=True) is None


@pytest.mark.parametrize(
    "record",
    [
        *("https://x.example", "x.example?a=1", "a b", "-", "@x.example"),
        *("127.0.0.1:99999", "127.0.0.1:0", f"x.example/{'a' * 500}"),
    ],
)
def test_a_record_that_is_no_address_is_passed_over(
    sandbox: Sandbox, settings: Any, record: str
) -> None:
    settings.DOMAIN_CONNECT_PROVIDER = "acme.example"
    sandbox.dns("_domainconnect.acme.com", record)

    assert find_provider("acme.com", private=True) is None


def test_links_with_the_values_of_the_record(settings: Any) -> None:
    settings.DOMAIN_CONNECT_PROVIDER = "acme.example"

    url = apply_url("https://ux.dns.example/sync", **RECORD)

    assert url == (
        "https://ux.dns.example/sync/v2/domainTemplates/providers/acme.example/services/"
        "single-sign-on/apply?domain=acme.com&organization=org_rAlY3YAPIHHkQyQh"
        "&value=b07aadc0d3f9179f120011273c6c12ad"
    )


def test_names_the_part_of_a_domain_below_its_zone(settings: Any) -> None:
    settings.DOMAIN_CONNECT_PROVIDER = "acme.example"
    below = {"domain": "eu.acme.com", "host": "_ss-verification.org_1.eu.acme.com"}

    query = parse_qs(urlsplit(apply_url("https://ux.dns.example", **{**RECORD, **below})).query)

    assert (query["domain"], query["host"]) == (["acme.com"], ["eu"])


@pytest.mark.parametrize("host", ["_other.acme.com", "_ss-verification.org_1.acme.org", ""])
def test_a_record_that_the_template_cannot_make_is_not_linked_to(settings: Any, host: str) -> None:
    settings.DOMAIN_CONNECT_PROVIDER = "acme.example"

    assert apply_url("https://ux.dns.example", **{**RECORD, "host": host}) == ""


def test_is_off_until_the_operator_registered_it() -> None:
    assert apply_url("https://ux.dns.example", **RECORD) == ""


def test_the_link_is_signed(settings: Any) -> None:
    key = rsa.generate_private_key(65537, 2048)
    der = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    settings.DOMAIN_CONNECT_PROVIDER = "acme.example"
    settings.DOMAIN_CONNECT_KEY = base64.b64encode(der).decode()

    query = urlsplit(apply_url("https://ux.dns.example", **RECORD)).query

    signed, _, rest = query.partition("&sig=")
    values = parse_qs(f"sig={rest}")
    assert values["key"] == ["_dcpubkeyv1"]
    # Raises where it doesn't fit.
    key.public_key().verify(
        base64.b64decode(values["sig"][0]), signed.encode(), PKCS1v15(), SHA256()
    )


def test_the_template_takes_what_the_link_gives(settings: Any) -> None:
    [file] = (BASE_DIR / "portal" / "deploy" / "domain-connect").glob("*.json")
    template = json.loads(file.read_text())
    settings.DOMAIN_CONNECT_PROVIDER = template["providerId"]
    url = urlsplit(apply_url("https://ux.dns.example", **RECORD))
    given = {name: value for name, [value] in parse_qs(url.query).items()}
    [record] = template["records"]

    def filled(text: str) -> str:
        return re.sub(r"%(\w+)%", lambda match: given[match[1]], text)

    assert file.name == f"{template['providerId']}.{template['serviceId']}.json"
    assert f"/services/{template['serviceId']}/" in url.path
    assert f"{filled(record['host'])}.{given['domain']}" == RECORD["host"]
    assert filled(record["data"]) == RECORD["value"]
