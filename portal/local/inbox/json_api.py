"""Mailpit's JSON shapes, for the calls we answer (https://mailpit.axllent.org/docs/api-v1/)."""

from typing import Any

from .mail import Address, Mail
from .mailbox import Mailbox


def messages(mailbox: Mailbox, *, start: int, limit: int) -> dict[str, Any]:
    """`GET /api/v1/messages`: the newest first, without their bodies."""
    mails, total = mailbox.page(start=start, limit=limit)
    return {
        "total": total,
        "messages_count": total,
        "count": len(mails),
        "start": start,
        "messages": [{**_head(mail), "Created": _time(mail)} for mail in mails],
    }


def message(mail: Mail) -> dict[str, Any]:
    """`GET /api/v1/message/{ID}`: one mail with its bodies."""
    return {**_head(mail), "Date": _time(mail), "Text": mail.text, "HTML": mail.html}


def _head(mail: Mail) -> dict[str, Any]:
    return {
        "ID": mail.id,
        "MessageID": mail.message_id,
        "From": _address(mail.sender),
        "To": [_address(address) for address in mail.to],
        "Cc": [_address(address) for address in mail.cc],
        "ReplyTo": [_address(address) for address in mail.reply_to],
        "Subject": mail.subject,
        "Snippet": mail.snippet,
        "Size": len(mail.source),
    }


def _address(address: Address) -> dict[str, str]:
    return {"Name": address.name, "Address": address.address}


def _time(mail: Mail) -> str:
    return mail.received.isoformat().replace("+00:00", "Z")
