"""Calls to addresses that people entered go where they may, and to what was looked up."""

import socket
import ssl
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from portal.external import outbound
from portal.external.outbound import Calls, Reply, is_public


def post(url: str, *, private: bool = False) -> Reply:
    with Calls() as calls:
        return calls.post(url, content=b"{}", headers={}, private=private).result()


@pytest.mark.parametrize(
    "address",
    [
        *("10.0.0.1", "172.16.0.1", "192.168.0.1", "127.0.0.1", "169.254.169.254", "0.0.0.0"),
        *("100.64.0.1", "224.0.0.1", "255.255.255.255", "192.0.2.1"),
        *("::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:10.0.0.1", "::ffff:127.0.0.1"),
        *("64:ff9b::a00:1", "2002:a00:1::", "2001:db8::1"),
        *("64:ff9b:1::a00:1", "::a00:1", "::ffff:0:a00:1", "fec0::1", "3fff::1", "5f00::1"),
        *("192.0.0.8", "192.88.99.1", "2001:0:a00:1::"),
    ],
)
def test_addresses_that_are_not_the_internets(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", ["1.1.1.1", "2606:4700::1111", "64:ff9b::101:101"])
def test_addresses_of_the_internet(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "[::1]", "0x7f.1", "2130706433", "[::ffff:127.0.0.1]", "localhost"]
)
def test_no_way_of_writing_it_leads_inside(host: str) -> None:
    reply = post(f"https://{host}/")

    assert reply.status is None
    assert "private network" in reply.error


def test_one_private_address_among_public_ones_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    answer(monkeypatch, "1.1.1.1", "10.0.0.1")

    assert "private network" in post("https://hooks.example.com/").error


def test_without_permission_only_https() -> None:
    assert "https://" in post("http://hooks.example.com/").error


@pytest.mark.parametrize("url", ["", "https://", "https://[", "nothing", "https://a\x00b/"])
def test_what_is_no_address_is_told(url: str) -> None:
    assert post(url).error


def test_asked_once_and_gone_there_by_its_name(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Also by https: the certificate is the name's, whichever address it has."""
    asked = answer(monkeypatch, "127.0.0.1")
    file = certificate_of("hooks.example.com", tmp_path)
    trusted = ssl.create_default_context(cafile=file)
    monkeypatch.setattr(outbound, "_trusted", lambda: trusted)
    hosts: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            hosts.append(str(self.headers["Host"]))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: Any) -> None: ...

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        Thread(target=server.handle_request, daemon=True).start()
        port = server.server_address[1]
        reply = post(f"https://hooks.example.com:{port}/", private=True)

    assert (reply.status, reply.error) == (204, "")
    assert hosts == [f"hooks.example.com:{port}"]
    assert asked == ["hooks.example.com"]


def answer(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> list[str]:
    """Have the system's resolver answer so; return what it is asked."""
    asked: list[str] = []
    real = socket.getaddrinfo

    def resolve(host: str, port: int, *args: Any, **kwargs: Any) -> Any:
        if host in addresses:
            return real(host, port, *args, **kwargs)
        asked.append(host)
        kind = socket.SOCK_STREAM
        return [(socket.AF_INET, kind, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    return asked


def certificate_of(host: str, folder: Path) -> Path:
    """Write a certificate that a host made for itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, host)])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), 7)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2120, 1, 1, tzinfo=UTC))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    file = folder / "host.pem"
    file.write_bytes(
        made.public_bytes(pem) + key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
    )
    return file
