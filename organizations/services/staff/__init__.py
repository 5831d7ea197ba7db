"""Staff accounts and their mails."""

from .account_mails import account_mails_due, send_account_mail
from .sessions import end_expired_sessions, end_other_sessions, end_session
from .staff import (
    activate_staff,
    change_staff,
    deactivate_staff,
    invite_staff,
    resend_invitation,
    reset_second_factors,
)

__all__ = [
    "account_mails_due",
    "activate_staff",
    "change_staff",
    "deactivate_staff",
    "end_expired_sessions",
    "end_other_sessions",
    "end_session",
    "invite_staff",
    "resend_invitation",
    "reset_second_factors",
    "send_account_mail",
]
