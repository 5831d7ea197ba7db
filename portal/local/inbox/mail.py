"""One received mail, read once into the facts that pages and JSON show."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import getaddresses

SNIPPET_LENGTH = 200


@dataclass(frozen=True)
class Address:
    name: str
    address: str

    def __str__(self) -> str:
        return f"{self.name} <{self.address}>" if self.name else self.address


@dataclass(frozen=True)
class Mail:
    id: str
    received: datetime
    """When this server took it, aware UTC."""
    message_id: str
    sender: Address
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    reply_to: tuple[Address, ...]
    subject: str
    text: str
    html: str
    source: bytes

    @property
    def snippet(self) -> str:
        """The first words of the text, on one line."""
        return " ".join(self.text.split())[:SNIPPET_LENGTH]


def parse(source: bytes, *, id: str, received_ns: int) -> Mail:
    """Read one RFC 5322 message; `received_ns` counts nanoseconds since 1970.

    Raises ValueError when it cannot be read.
    """
    try:
        message = message_from_bytes(source, policy=policy.default)
        senders = _addresses(message, "From")
        return Mail(
            id=id,
            received=datetime.fromtimestamp(received_ns / 1e9, UTC),
            message_id=str(message["Message-ID"] or "").strip("<>"),
            sender=senders[0] if senders else Address("", ""),
            to=_addresses(message, "To"),
            cc=_addresses(message, "Cc"),
            reply_to=_addresses(message, "Reply-To"),
            # A long subject may begin on the line after its name.
            subject=str(message["Subject"] or "").strip(),
            text=_body(message, "plain"),
            html=_body(message, "html"),
            source=source,
        )
    # The standard parser raises these, by chance, on headers and charsets nobody should send.
    except (AttributeError, IndexError, LookupError, TypeError) as error:
        raise ValueError(f"The message cannot be read: {error}") from error


def _addresses(message: EmailMessage, header: str) -> tuple[Address, ...]:
    values = [str(value) for value in message.get_all(header, [])]
    return tuple(Address(name, address) for name, address in getaddresses(values) if address)


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()) if part else ""
