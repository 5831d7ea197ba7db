"""Decide and write: the verbs of this app, read through the module: `services.revoke(…)`."""

from .again import kind_and_request, request_again
from .carrying import carries_due
from .check_now import check_now
from .codes import mail_code
from .colleague import accept_colleague, name_colleague
from .complete import carry, complete
from .confirm import confirm_domains
from .delivery import note_delivery
from .draft import Draft, again_draft, draft, follow_up_draft, request_draft
from .errors import InvalidRequest, LinkClosed, TicketError, WrongState
from .expire import expire_due
from .inventory import inventories_due, take_inventory
from .issue import issue, issues_due
from .log_polling import poll_logs, tenants_to_poll
from .messages import preview
from .new_link import ask_new_link, grant_wish, wishes_due
from .open_link import open_link
from .openings import MOST_OPENINGS, SESSION, record_opening
from .policies import drop_policy, policy_of, set_policy
from .pursue import upcoming
from .recipients import change_recipient, copy_link, resend
from .request import request_ticket
from .retire import revocations_due, revoke_at_auth0
from .revoke import revoke
from .sending import messages_due, send_message
from .tenant_logs import Ingested, ingest_logs
from .warnings import warnings

__all__ = [
    "MOST_OPENINGS",
    "SESSION",
    "Draft",
    "Ingested",
    "InvalidRequest",
    "LinkClosed",
    "TicketError",
    "WrongState",
    "accept_colleague",
    "again_draft",
    "ask_new_link",
    "carries_due",
    "carry",
    "change_recipient",
    "check_now",
    "complete",
    "confirm_domains",
    "copy_link",
    "draft",
    "drop_policy",
    "expire_due",
    "follow_up_draft",
    "grant_wish",
    "ingest_logs",
    "inventories_due",
    "issue",
    "issues_due",
    "kind_and_request",
    "mail_code",
    "messages_due",
    "name_colleague",
    "note_delivery",
    "open_link",
    "policy_of",
    "poll_logs",
    "preview",
    "record_opening",
    "request_again",
    "request_draft",
    "request_ticket",
    "resend",
    "revocations_due",
    "revoke",
    "revoke_at_auth0",
    "send_message",
    "set_policy",
    "take_inventory",
    "tenants_to_poll",
    "upcoming",
    "warnings",
    "wishes_due",
]
