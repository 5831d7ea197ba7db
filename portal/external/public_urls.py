"""Addresses that secrets may be sent to."""

import re
import socket
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError

from portal.external.outbound import is_public

# A name of the public DNS: two labels or more, and the last no number, as an IP address has it.
_PUBLIC = re.compile(r"([a-z0-9_-]+\.)+[a-z][a-z0-9-]*")
# https://www.iana.org/assignments/special-use-domain-names, and what networks use at home.
_PRIVATE = ("localhost", "local", "internal", "intranet", "lan", "home", "corp", "private", "arpa")


def check_public_url(url: str) -> None:
    """Raise ValidationError unless this is an https address at a name of the public DNS."""
    parts = urlsplit(url)
    if parts.scheme != "https":
        raise ValidationError("Enter a URL that starts with https://.")
    check_public_host(parts.hostname or "")


def check_no_password(url: str) -> None:
    """Raise ValidationError for an address with a user in it: it is shown wherever it is used."""
    if "@" in urlsplit(url).netloc:
        raise ValidationError(
            "Enter the URL without a username and password: remove everything before the @."
        )


def check_public_host(host: str) -> None:
    """Raise ValidationError for an IP address, and for a name of or into a private network."""
    check_public_name(host)
    if not all(map(is_public, _addresses(host.rstrip(".").lower()))):
        raise ValidationError(
            f"{host} points to a private network. Enter the hostname that reaches Auth0 "
            "on the internet."
        )


def check_public_name(host: str) -> None:
    """The same by the name alone, without asking DNS."""
    name = host.rstrip(".").lower()
    if not _PUBLIC.fullmatch(name) or name.rpartition(".")[2] in _PRIVATE:
        raise ValidationError(
            f"{host} isn't a public hostname. Enter the one that is reached on the internet."
        )


def _addresses(name: str) -> list[IPv4Address | IPv6Address]:
    """Where a name leads to; nowhere is no secret's way, and the tenant's check will say so."""
    try:
        found = socket.getaddrinfo(name, 443, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return [ip_address(str(one[4][0]).partition("%")[0]) for one in found]
