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

from portal.dns.txt_values import Flaw, bare, flaws, is_meant

from .query import Reply, ask, authoritative, recursive

# Nobody splits a value into more.
_MOST_PIECES = 4


class Result(StrEnum):
    """What a look-up found; the texts people read are made from it elsewhere."""

    RIGHT = "right"
    MISSING = "missing"
    OTHER_VALUE = "other_value"
    WRONG_NAME = "wrong_name"
    INVISIBLE = "invisible"
    LETTER_CASE = "letter_case"
    QUOTED = "quoted"
    CNAME = "cname"
    WILDCARD = "wildcard"
    NXDOMAIN = "nxdomain"
    TIMEOUT = "timeout"


@dataclass(frozen=True, slots=True)
class Record:
    """One record that is there: where, of which type ("TXT" or "CNAME"), with which value."""

    name: str
    type: str
    value: str


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The result and the records it rests on: all at the name, or the one at another name."""

    result: Result
    records: tuple[Record, ...] = ()


def look_up_txt(host: str, expected: str, *, domain: str, patience: float = 6.0) -> Diagnosis:
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


def examine(host: str, expected: str, *, domain: str, sources: Sequence[Resolver]) -> Diagnosis:
    """The same with given sources: the first that answers is believed; the last is recursive."""
    reply = _followed(sources, host)
    if reply is None:
        return Diagnosis(Result.TIMEOUT)
    records = tuple(Record(host, "TXT", value) for value in reply.values)
    if expected in reply.values:
        return Diagnosis(Result.RIGHT, records)
    wildcard = _wildcard(host, reply, sources)
    if reply.alias and not wildcard:
        return Diagnosis(Result.CNAME, (Record(host, "CNAME", reply.alias), *records))
    if flaw := _nearest_flaw(reply.values, expected):
        return Diagnosis(Result(flaw), records)
    if any(is_meant(value, expected) for value in reply.values):
        return Diagnosis(Result.OTHER_VALUE, records)
    elsewhere = _at_a_wrong_name(host, expected, domain, sources)
    if elsewhere:
        return Diagnosis(Result.WRONG_NAME, (elsewhere,))
    if wildcard:
        return Diagnosis(Result.WILDCARD, (wildcard,))
    if records:
        return Diagnosis(Result.OTHER_VALUE, records)
    apex = None if reply.exists else _first(sources, domain, "NS")
    gone = apex is not None and not apex.exists
    return Diagnosis(Result.NXDOMAIN if gone else Result.MISSING)


def zones(domain: str) -> tuple[str, ...]:
    """Return the domains that a DNS provider's form may append: this one and those above it."""
    parts = domain.split(".")
    return (domain, *(".".join(parts[start:]) for start in range(1, len(parts) - 1)))


def wrong_names(host: str, domain: str) -> tuple[str, ...]:
    """Where the record ends up when a DNS provider's form is misread.

    Most forms append the zone by themselves, which is the domain or one above it; some people
    leave parts of the name out, and some forms take no underscore, though DNS does.
    """
    # Names in DNS know no upper and lower case.
    inside = host.lower().endswith(f".{domain.lower()}")
    prefix = host[: -len(domain) - 1] if inside else host
    labels = prefix.split(".")
    first, *above = zones(domain)
    changed = [prefix.removeprefix("_"), prefix.replace("_", "-", 1), prefix.replace("-", "_", 1)]
    appended = [f"{host}.{zone}" for zone in (first, *above)]
    # Typed with the first part of the domain alone.
    begun = [f"{prefix}.{domain.partition('.')[0]}.{zone}" for zone in (first, *above)]
    shorter = [f"{'.'.join(labels[start:])}.{domain}" for start in range(1, len(labels))]
    higher = [f"{prefix}.{zone}" for zone in above]
    plain = [f"{name}.{domain}" for name in changed]
    twice = [f"{name}.{domain}.{zone}" for name in (labels[0], *changed) for zone in zones(domain)]
    apex = [domain, f"{domain}.{domain}", f"www.{domain}"]
    return (*appended, f"{labels[0]}.{domain}", *shorter, *apex, *higher, *plain, *begun, *twice)


def _at_a_wrong_name(
    host: str, expected: str, domain: str, sources: Sequence[Resolver]
) -> Record | None:
    meant = None
    for name in dict.fromkeys(wrong_names(host, domain)):
        if name == host:
            continue
        reply = _first(sources, name)
        for value in reply.values if reply else ():
            if bare(value) == bare(expected):
                return Record(name, "TXT", value)
            if meant is None and is_meant(value, expected):
                meant = Record(name, "TXT", value)
        if reply is None:
            break  # Nobody waits for the silence of them all.
    return meant


def _nearest_flaw(values: Sequence[str], expected: str) -> Flaw | None:
    near = [found for value in values if (found := flaws(value, expected))]
    if near:
        return min(near, key=len)[0]
    return Flaw.QUOTED if bare(expected) in _joined(values) else None


def _wildcard(host: str, reply: Reply, sources: Sequence[Resolver]) -> Record | None:
    """The wildcard that answers in the place of a record at the name, if one does."""
    if not (reply.alias or reply.values):
        return None
    labels = host.split(".")
    # From the widest, since that answers for the name of a narrower one that is not there. It may
    # be above the domain, which may be part of a zone.
    for start in range(len(labels) - 2, 0, -1):
        name = ".".join(["*", *labels[start:]])
        found = _followed(sources, name)
        if not found:
            continue
        if reply.alias and reply.alias == found.alias:
            return Record(name, "CNAME", found.alias)
        if not reply.alias and sorted(reply.values) == sorted(found.values):
            return Record(name, "TXT", found.values[0])
    return None


def _followed(sources: Sequence[Resolver], name: str) -> Reply | None:
    reply = _first(sources, name)
    if reply and reply.alias and not reply.values:
        # A name server of its own zone does not follow an alias out of it.
        followed = ask(sources[-1], name, "TXT")
        return followed if followed and followed.values else reply
    return reply


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
    return {bare("".join(pieces)) for pieces in permutations(values)}
