"""Decide and write: the verbs of this app, read through the module: `services.revoke(…)`."""

from .again import kind_and_request, request_again
from .codes import mail_code
from .complete import carry, complete
from .errors import InvalidRequest, LinkClosed, TicketError, WrongState
from .expire import expire_due
from .issue import issue, issues_due
from .log_polling import poll_logs, tenants_to_poll
from .messages import preview
from .openings import MOST_OPENINGS, SESSION, record_opening
from .recipients import change_recipient, copy_link, resend
from .request import request_ticket
from .retire import revocations_due, revoke_at_auth0
from .revoke import revoke
from .sending import messages_due, send_message
from .tenant_logs import Ingested, ingest_logs

__all__ = [
    "MOST_OPENINGS",
    "SESSION",
    "Ingested",
    "InvalidRequest",
    "LinkClosed",
    "TicketError",
    "WrongState",
    "carry",
    "change_recipient",
    "complete",
    "copy_link",
    "expire_due",
    "ingest_logs",
    "issue",
    "issues_due",
    "kind_and_request",
    "mail_code",
    "messages_due",
    "poll_logs",
    "preview",
    "record_opening",
    "request_again",
    "request_ticket",
    "resend",
    "revocations_due",
    "revoke",
    "revoke_at_auth0",
    "send_message",
    "tenants_to_poll",
]
