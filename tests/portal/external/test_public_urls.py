"""Where a tenant's secret may be sent: to names that lead to the internet."""

import socket

import pytest
from django.core.exceptions import ValidationError

from portal.external.public_urls import check_public_host


def leads_to(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    """The system's resolver answers so for every name."""
    found = [
        (socket.AF_INET6 if ":" in one else socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 443))
        for one in addresses
    ]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)


@pytest.mark.parametrize(
    "address", ["10.0.0.1", "127.0.0.1", "192.168.1.1", "169.254.169.254", "::1", "fd00::1"]
)
def test_refuses_a_name_that_leads_to_a_private_network(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    leads_to(monkeypatch, "8.8.8.8", address)

    with pytest.raises(ValidationError, match="points to a private network"):
        check_public_host("auth0.attacker.com")


def test_takes_a_name_that_leads_to_the_internet(monkeypatch: pytest.MonkeyPatch) -> None:
    leads_to(monkeypatch, "8.8.8.8", "2606:4700:4700::1111")

    check_public_host("acme.eu.auth0.com")


def test_takes_a_name_that_leads_nowhere_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere(*_: object, **__: object) -> None:
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", nowhere)

    check_public_host("acme.eu.auth0.com")
