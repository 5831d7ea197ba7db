"""A DNS server on UDP that answers from the tenant's table, authoritatively."""

import contextlib
import socket
import threading

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdata
import dns.rdataclass
import dns.rdatatype
import dns.rdtypes.ANY.TXT
import dns.rrset

from portal.local.auth0_sandbox.messages import Row
from portal.local.auth0_sandbox.tenant.tenant import Tenant

from . import dns_table

TTL = 5  # seconds
RCODES = {"servfail": dns.rcode.SERVFAIL, "refused": dns.rcode.REFUSED}


class DnsServer:
    def __init__(self, tenant: Tenant, host: str, port: int) -> None:
        self._tenant = tenant
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((host, port))
        self._thread = threading.Thread(target=self._serve, name="sandbox-dns", daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        return int(self._socket.getsockname()[1])

    def close(self) -> None:
        address = self._socket.getsockname()
        self._closing = True
        with contextlib.closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as waker:
            waker.sendto(b"", address)
        self._thread.join()
        self._socket.close()

    _closing = False

    def _serve(self) -> None:
        while not self._closing:
            data, sender = self._socket.recvfrom(4096)
            reply = self._reply(data)
            if reply:
                with contextlib.suppress(OSError):
                    self._socket.sendto(reply, sender)

    def _reply(self, data: bytes) -> bytes | None:
        """Return the answer to a packet, None for silence; no packet and no row ends the thread."""
        try:
            query = dns.message.from_wire(data)
            if not query.question or query.flags & dns.flags.QR:
                return None
        except (dns.exception.DNSException, ValueError):
            return None
        try:
            return self._answer(query)
        except (dns.exception.DNSException, ValueError):
            return _failed(query).to_wire()

    def _answer(self, query: dns.message.Message) -> bytes | None:
        with self._tenant.lock:
            row, exists = dns_table.answering(
                self._tenant.state.dns, query.question[0].name.to_text()
            )
        if row.get("answer") == "silent":
            return None
        return answer(query, row, exists=exists).to_wire()


def answer(query: dns.message.Message, row: Row, *, exists: bool) -> dns.message.Message:
    """Return the answer that a name's row makes."""
    reply = dns.message.make_response(query, recursion_available=True)
    reply.flags |= dns.flags.AA
    if row.get("answer") in RCODES:
        reply.set_rcode(RCODES[row["answer"]])
        return reply
    if not exists:
        reply.set_rcode(dns.rcode.NXDOMAIN)
        return reply
    question = query.question[0]
    asked = dns.rdatatype.to_text(question.rdtype).lower()
    for kind in {asked, "cname"} & set(dns_table.TYPES):
        if values := row.get(kind):
            records = [record(kind, value) for value in values]
            reply.answer.append(dns.rrset.from_rdata(question.name, TTL, *records))
    return reply


def check(name: str, row: Row) -> None:
    """Raise ValueError for a row that no answer could be made of."""
    kinds = [kind for kind in dns_table.TYPES if kind in row]
    if wrong := [kind for kind in kinds if not isinstance(row[kind], list)]:
        raise ValueError(f"{', '.join(wrong)} must be a list")
    try:
        for kind in kinds:
            query = dns.message.make_query(dns_table.key(name), kind.upper())
            answer(query, {kind: row[kind]}, exists=True).to_wire()
    except (dns.exception.DNSException, UnicodeError) as problem:
        raise ValueError(f"{name} cannot be answered with this: {problem}") from None


def record(kind: str, value: str | list[str]) -> dns.rdata.Rdata:
    """Return one record; a name in it is absolute with and without its final dot."""
    if kind == "txt":
        return dns.rdtypes.ANY.TXT.TXT(dns.rdataclass.IN, dns.rdatatype.TXT, dns_table.parts(value))
    text = " ".join(map(dns_table.encoded, str(value).split()))
    return dns.rdata.from_text("IN", kind.upper(), text, origin=dns.name.root, relativize=False)


def _failed(query: dns.message.Message) -> dns.message.Message:
    reply = dns.message.make_response(query)
    reply.set_rcode(dns.rcode.SERVFAIL)
    return reply
