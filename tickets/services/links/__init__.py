"""What a mailed link does: where it leads, renewals, new links, recipients, colleagues."""

from .bounced import bounced_link, correct_address, mail_someone_else
from .check_now import check_now
from .colleague import accept_colleague, name_colleague
from .new_link import ask_new_link, grant_link_request, link_requests_due
from .open import open_link
from .people import add_recipient, may_be_inside, remove_recipient
from .recipients import change_recipient, copy_link, resend

__all__ = [
    "accept_colleague",
    "add_recipient",
    "ask_new_link",
    "bounced_link",
    "change_recipient",
    "check_now",
    "copy_link",
    "correct_address",
    "grant_link_request",
    "link_requests_due",
    "mail_someone_else",
    "may_be_inside",
    "name_colleague",
    "open_link",
    "remove_recipient",
    "resend",
]
