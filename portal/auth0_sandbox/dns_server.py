"""A DNS server on UDP that answers from the tenant's table, authoritatively."""

import contextlib
import socket
import threading

import dns.exception
import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

from portal.auth0_sandbox import dns_table
from portal.auth0_sandbox.messages import Row
from portal.auth0_sandbox.tenant import Tenant

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
        try:
            query = dns.message.from_wire(data)
            if not query.question:
                return None
        except dns.exception.DNSException:
            return None
        with self._tenant.lock:
            table = self._tenant.state.dns
            name = dns_table.key(query.question[0].name.to_text())
            row, exists = dict(table.get(name, {})), dns_table.exists(table, name)
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
            texts = [_wire_text(kind, value) for value in values]
            reply.answer.append(dns.rrset.from_text(question.name, TTL, "IN", kind.upper(), *texts))
    return reply


def _wire_text(kind: str, value: str | list[str]) -> str:
    if kind != "txt":
        return str(value)
    escaped = (part.replace("\\", "\\\\").replace('"', '\\"') for part in dns_table.parts(value))
    return " ".join(f'"{part}"' for part in escaped)
