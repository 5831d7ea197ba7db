"""Mails by which staff set a password: wanted in the row of a person, sent by a worker.

A worker that dies between handing over and noting it leaves the mail wanted: it goes out twice.
"""

from typing import Any

import structlog
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F
from django.template.loader import render_to_string
from django.urls import reverse

from organizations.models import User
from portal import clock
from portal.mailing import delivery as rule
from portal.outages import MAIL_SERVER, away, back
from portal.wake import wake

log = structlog.get_logger("organizations.account_mails")


def want_mail(user: User, mail: User.Mail) -> None:
    """Have a worker mail the person; a mail that they still wait for is replaced."""
    User.objects.filter(pk=user.pk).update(mail_wanted=mail, mail_due_at=clock.now(), mail_tries=0)
    wake("organizations.send_account_mail", user.pk)


def account_mails_due() -> list[int]:
    """Return the primary keys of people to mail now: nobody is at it."""
    due = User.objects.filter(mail_due_at__lte=clock.now(), is_active=True)
    return list(due.values_list("pk", flat=True))


def send_account_mail(user: User) -> None:
    """Mail a person what they wait for; does nothing when that is nothing, or another is at it.

    The link is good for PASSWORD_RESET_TIMEOUT and until a password is set. What the mail server
    may take later is tried again with growing pauses; what it never takes, or did not take for
    hours, is given up: the operator sees that nobody signed in, and invites again.
    """
    now = clock.now()
    due = User.objects.filter(pk=user.pk, mail_due_at__lte=now, is_active=True)
    if not due.update(mail_due_at=now + rule.CLAIM, mail_tries=F("mail_tries") + 1):
        return
    user.refresh_from_db()
    try:
        _mail(user).send()
    except Exception as error:
        # Whatever it is, nothing is tried for ever.
        if not rule.is_over(error, tries=user.mail_tries):
            if rule.is_away(error):
                away(MAIL_SERVER, error)
            else:
                log.warning("account mail not sent yet", user=user.pk, error=str(error))
            _note(user, mail_due_at=clock.now() + rule.pause(user.mail_tries))
            return
        log.exception("account mail given up", user=user.pk)
    else:
        back(MAIL_SERVER)
    _note(user, mail_wanted="", mail_due_at=None, mail_tries=0)


def _note(user: User, **changes: Any) -> None:
    """Write down what became of a mail, unless another one is wanted by now."""
    User.objects.filter(pk=user.pk, mail_due_at=user.mail_due_at).update(**changes)


def _mail(user: User) -> EmailMessage:
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    uid, _, token = key.partition("-")
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})
    context = {
        "user": user,
        "url": settings.BASE_URL.rstrip("/") + path,
        "sign_in_url": settings.BASE_URL.rstrip("/") + reverse("account_login"),
        "days": settings.PASSWORD_RESET_TIMEOUT // 86_400,
        "company_name": settings.COMPANY_NAME,
    }
    subject = render_to_string(f"email/{user.mail_wanted}/subject.txt", context)
    body = render_to_string(f"email/{user.mail_wanted}/body.txt", context)
    return EmailMessage(" ".join(subject.split()), body.strip() + "\n", to=[user.email])
