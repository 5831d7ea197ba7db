"""The SMTP side: every mail is taken and kept, whoever it is for.

One exception, to try what a wrong address looks like: mailboxes whose name starts with
`bounce` do not exist here, and the server says so like any other.
"""

from aiosmtpd.smtp import SMTP, Envelope, Session

from .mailbox import Mailbox


class Sink:
    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.lower().startswith("bounce"):
            return "550 5.1.1 No such mailbox here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        try:
            mail = self._mailbox.add(envelope.original_content or b"")
        except ValueError as error:
            return f"554 5.6.0 {error}"
        return f"250 OK, kept as {mail.id}"


def protocol(mailbox: Mailbox) -> SMTP:
    """One SMTP connection; asyncio's server makes one per client."""
    return SMTP(Sink(mailbox), hostname="inbox.localhost", ident="Demo inbox", enable_SMTPUTF8=True)
