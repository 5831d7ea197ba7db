"""Ask DNS: our resolvers, and the name servers of a domain itself."""

import contextlib
import ipaddress
import socket
from collections.abc import Sequence
from dataclasses import dataclass

import dns.exception
import dns.flags
import dns.nameserver
from dns.resolver import NXDOMAIN, Answer, NoResolverConfiguration, Resolver

from portal.external.outbound import is_public

# More name servers than these add waiting, not certainty.
_MOST_SERVERS = 3


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server said about a name. `alias` is the target if the name is a CNAME."""

    exists: bool
    values: tuple[str, ...] = ()
    alias: str = ""


def recursive(servers: Sequence[str], patience: float) -> Resolver:
    """The configured resolvers ("host" or "host:port"), the system's when none is given."""
    if not servers:
        try:
            return _patient(Resolver(), patience)
        except NoResolverConfiguration:
            return _patient(Resolver(configure=False), patience)
    resolver = Resolver(configure=False)
    resolver.nameservers = []
    for server in servers:
        with contextlib.suppress(OSError):  # a name that the system does not know (yet)
            resolver.nameservers.append(dns.nameserver.Do53Nameserver(*_address(server)))
    return _patient(resolver, patience)


def authoritative(domain: str, resolver: Resolver, patience: float) -> Resolver | None:
    """The name servers of the zone that holds `domain`; None when none can be found.

    Only public addresses: whoever holds a domain could otherwise make us call into our network.
    """
    addresses: list[str] = []
    for name in zone_servers(domain, resolver)[1][:_MOST_SERVERS]:
        found = ask(resolver, name, "A")
        addresses += found.values if found else ()
    public = [one for one in addresses if is_public(ipaddress.ip_address(one))][:_MOST_SERVERS]
    if not public:
        return None
    source = Resolver(configure=False)
    source.nameservers = [dns.nameserver.Do53Nameserver(one) for one in public]
    return _patient(source, patience)


def zone_servers(domain: str, resolver: Resolver) -> tuple[str, list[str]]:
    """Return the zone's name and its name servers, sorted; the zone may begin above the domain."""
    labels = domain.rstrip(".").split(".")
    for start in range(len(labels) - 1):
        zone = ".".join(labels[start:])
        reply = ask(resolver, zone, "NS")
        if reply and reply.values:
            return zone, sorted(reply.values)
    return "", []


def ask(resolver: Resolver, name: str, kind: str) -> Reply | None:
    """Ask for the records of one type; None when no server gave a usable answer."""
    try:
        answer = resolver.resolve(name, kind, raise_on_no_answer=False, search=False)
    except NXDOMAIN as error:
        target = error.canonical_name.to_text(omit_final_dot=True)
        return Reply(exists=False, alias="" if target == name.rstrip(".") else target)
    except dns.exception.DNSException:
        return None
    if answer.rrset is None and not answer.response.flags & (dns.flags.AA | dns.flags.RA):
        return None  # a referral: this server does not know
    target = answer.canonical_name.to_text(omit_final_dot=True)
    return Reply(
        exists=True,
        values=_values(answer),
        alias="" if target == answer.qname.to_text(omit_final_dot=True) else target,
    )


def _values(answer: Answer) -> tuple[str, ...]:
    if answer.rrset is None:
        return ()
    return tuple(
        # Long values travel in parts, which belong together without anything between.
        # What no person typed cannot be stored either.
        _text(b"".join(record.strings)).replace("\0", "\N{REPLACEMENT CHARACTER}")
        if hasattr(record, "strings")
        else record.to_text().removesuffix(".")
        for record in answer.rrset
    )


def _text(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        # What Windows makes of quotation marks and spaces that a person pasted.
        return value.decode("cp1252", "replace")


def _patient(resolver: Resolver, patience: float) -> Resolver:
    resolver.lifetime, resolver.timeout = patience, patience / 2
    return resolver


def _address(server: str) -> tuple[str, int]:
    """From "host", "host:port" or "[address]:port"; names are resolved by the system."""
    host, colon, port = server.rpartition(":")
    if not colon or "]" in port or (host.count(":") and not host.startswith("[")):
        host, port = server, "53"
    host = host.strip("[]")
    try:
        return str(ipaddress.ip_address(host)), int(port)
    except ValueError:
        return str(socket.getaddrinfo(host, None, type=socket.SOCK_DGRAM)[0][4][0]), int(port)
