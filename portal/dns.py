"""Look up the TXT record that proves a domain, and say precisely what is there instead.

The domain's own name servers are asked first, because resolvers remember for hours that a
record was missing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import permutations

import dns.exception
import dns.name
from django.conf import settings
from dns.resolver import Resolver

from portal.dns_query import Reply, ask, authoritative, recursive

# Nobody splits a value into more.
_MOST_PIECES = 4


class Result(StrEnum):
    """What a look-up found; the texts people read are made from it elsewhere."""

    RIGHT = "right"
    MISSING = "missing"
    OTHER_VALUE = "other_value"
    WRONG_NAME = "wrong_name"
    QUOTED = "quoted"
    CNAME = "cname"
    NXDOMAIN = "nxdomain"
    TIMEOUT = "timeout"


@dataclass(frozen=True, slots=True)
class Record:
    """One record that is there: where, of which type ("TXT" or "CNAME"), with which value."""

    name: str
    type: str
    value: str


@dataclass(frozen=True, slots=True)
class Finding:
    """The result and the records it rests on: all at the name, or the one at a wrong name."""

    result: Result
    records: tuple[Record, ...] = ()


def look_up_txt(host: str, expected: str, *, domain: str, patience: float = 6.0) -> Finding:
    """Look up the TXT record `host`, which should hold `expected` to prove `domain`.

    Asks the domain's name servers (setting DNS_AUTHORITATIVE), then the configured resolvers
    (DNS_SERVERS); each question waits `patience` seconds at most. Never raises for what DNS
    answers: no answer at all is a result, too.
    """
    resolver = recursive(settings.DNS_SERVERS, patience)
    sources = [resolver]
    if settings.DNS_AUTHORITATIVE and (own := authoritative(domain, resolver, patience)):
        sources.insert(0, own)
    return examine(host, expected, domain=domain, sources=sources)


def examine(host: str, expected: str, *, domain: str, sources: Sequence[Resolver]) -> Finding:
    """The same with given sources: the first that answers is believed; the last is recursive."""
    reply = _first(sources, host)
    if reply and reply.alias and not reply.values:
        # A name server of its own zone does not follow an alias out of it.
        followed = ask(sources[-1], host, "TXT")
        reply = followed if followed and followed.values else reply
    if reply is None:
        return Finding(Result.TIMEOUT)
    records = tuple(Record(host, "TXT", value) for value in reply.values)
    if expected in reply.values:
        return Finding(Result.RIGHT, records)
    if reply.alias:
        return Finding(Result.CNAME, (Record(host, "CNAME", reply.alias), *records))
    if _bare(expected) in {*map(_bare, reply.values), *_joined(reply.values)}:
        return Finding(Result.QUOTED, records)
    elsewhere = _at_a_wrong_name(host, expected, domain, sources)
    if elsewhere:
        return Finding(Result.WRONG_NAME, (elsewhere,))
    if records:
        return Finding(Result.OTHER_VALUE, records)
    apex = None if reply.exists else _first(sources, domain, "NS")
    gone = apex is not None and not apex.exists
    return Finding(Result.NXDOMAIN if gone else Result.MISSING)


def wrong_names(host: str, domain: str) -> tuple[str, ...]:
    """Where the record ends up when a DNS provider's form is misread.

    Most forms append the zone by themselves, which is the domain or one above it; some people
    leave parts of the name out.
    """
    prefix = host.removesuffix(f".{domain}")
    labels, parts = prefix.split("."), domain.split(".")
    above = [".".join(parts[start:]) for start in range(1, len(parts) - 1)]
    appended = [f"{host}.{zone}" for zone in (domain, *above)]
    shorter = [f"{'.'.join(labels[start:])}.{domain}" for start in range(1, len(labels))]
    higher = [f"{prefix}.{zone}" for zone in above]
    return (*appended, f"{labels[0]}.{domain}", *shorter, domain, *higher)


def _at_a_wrong_name(
    host: str, expected: str, domain: str, sources: Sequence[Resolver]
) -> Record | None:
    for name in dict.fromkeys(wrong_names(host, domain)):
        if name == host:
            continue
        reply = _first(sources, name)
        for value in reply.values if reply else ():
            if _bare(value) == _bare(expected):
                return Record(name, "TXT", value)
    return None


def _first(sources: Sequence[Resolver], name: str, kind: str = "TXT") -> Reply | None:
    try:
        dns.name.from_text(name)
    except dns.exception.DNSException:
        return Reply(exists=False)  # too long to be a name at all
    for source in sources:
        if reply := ask(source, name, kind):
            return reply
    return None


def _joined(values: Sequence[str]) -> set[str]:
    """What the values make together; records come in no order."""
    if len(values) > _MOST_PIECES:
        return set()
    return {_bare("".join(pieces)) for pieces in permutations(values)}


def _bare(value: str) -> str:
    """Without what forms and copying add: quotation marks, backslashes and white space."""
    return "".join(character for character in value if character not in "\"'“”\\ \t\r\n").lower()
