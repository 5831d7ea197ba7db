"""Hand queued mails to the mail server.

A worker that dies between handing over and noting it leaves the mail queued: it is sent once
more, under the same Message-ID, so that mail programs show it once. In that window only a mail
may go out twice.
"""

import html
from email.utils import formataddr

import structlog
from anymail.exceptions import AnymailError
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from portal import clock
from portal.actor import Actor
from portal.mailing import delivery as rule
from portal.outages import MAIL_SERVER, away, back
from tickets.models import Message
from tickets.services.mail.references import reference_to
from tickets.services.presets.policies import policy_of
from tickets.services.presets.quiet_hours import after_quiet

from . import codes, templates
from .tracking import note_state

State = Message.State
MAILER = Actor.system("Mailer")

log = structlog.get_logger(__name__)


def messages_due() -> QuerySet[Message]:
    """Return the queued mails that nobody sends and that may be sent now."""
    now = clock.now()
    return Message.objects.filter(
        Q(claimed_until=None) | Q(claimed_until__lte=now),
        state=State.QUEUED,
        due_at__lte=now,
    )


def claim(message: Message) -> bool:
    """Take a queued mail for this worker alone; answer whether it was due and free."""
    claimed = (
        messages_due()
        .filter(pk=message.pk)
        .update(claimed_until=clock.now() + rule.CLAIM, attempts_made=F("attempts_made") + 1)
    )
    message.refresh_from_db()
    return bool(claimed)


def drop(message: Message) -> None:
    """Give up a claimed mail: what happened meanwhile made it untrue."""
    _mark(message, State.DROPPED)


def send_message(message: Message) -> None:
    """Send a claimed mail; the outcome is in the row.

    What the mail server may take later is tried again with growing pauses; what it never takes,
    and what it did not take for hours, fails with the server's words and asks for a person. So
    does a row of which no mail can be made.
    """
    try:
        mail = _mail(message)
        mail.message()
    except Exception as error:
        # Whatever it is, the next try would end like this one.
        log.exception("mail cannot be built", message=message.pk)
        _mark(message, State.FAILED, problem=f"The email couldn't be created: {error}")
        return
    try:
        mail.send()
    except UnicodeError as error:
        _mark(message, State.FAILED, problem=f"The email can't be addressed: {error}")
        return
    except (AnymailError, OSError) as error:
        if rule.is_away(error):
            away(MAIL_SERVER, error)
        _not_sent(message, error)
        return
    except Exception as error:
        log.exception("mail cannot be handed over", message=message.pk)
        _not_sent(message, error)
        return
    back(MAIL_SERVER)
    status = getattr(mail, "anymail_status", None)
    _mark(
        message,
        State.SENT,
        sent_at=clock.now(),
        provider_id=(status and status.message_id) or mail.extra_headers["Message-ID"],
        problem="",
    )


def _mail(message: Message) -> EmailMultiAlternatives:
    secrets = {}
    if message.link:
        secrets = {templates.LINK: message.link.url, templates.CODE: codes.code_of(message)}
    text, body = message.text, message.html
    reference = reference_to(message)
    for placeholder, secret in secrets.items():
        text = text.replace(placeholder, secret)
        body = body.replace(placeholder, html.escape(secret))
    from_email, reply_to = _sender(message)
    mail = EmailMultiAlternatives(
        message.subject,
        text,
        from_email,
        [_recipient(message)],
        reply_to=[reply_to],
        headers={
            # The same however often it is sent.
            "Message-ID": f"<{reference}@{settings.FROM_EMAIL.rpartition('@')[2]}>",
            "Auto-Submitted": "auto-generated",
            "Content-Language": message.language,
        },
    )
    if message.kind in Message.UNASKED and message.link:
        mail.extra_headers["List-Unsubscribe"] = f"<{message.link.url}stop/>"
    # Comes back with what the mail service tells about it; SMTP knows nothing of it.
    mail.metadata = {"message": reference}  # type: ignore[attr-defined]
    mail.attach_alternative(body, "text/html")
    return mail


def _sender(message: Message) -> tuple[str, str]:
    """From and Reply-To of a mail: the person who issued the ticket, at the company."""
    person = message.created_by or (message.ticket.created_by if message.ticket else None)
    with translation.override(message.language):
        name = (
            _("%(person)s at %(company)s")
            % {"person": person.name, "company": settings.COMPANY_NAME}
            if person
            else settings.COMPANY_NAME
        )
    reply_to = (
        formataddr((person.name, person.email))
        if person
        else formataddr((settings.SUPPORT_NAME, settings.SUPPORT_EMAIL))
    )
    return formataddr((name, settings.FROM_EMAIL)), reply_to


def _recipient(message: Message) -> str:
    return formataddr((message.to_name, message.to_email))


def _not_sent(message: Message, error: Exception) -> None:
    answer = rule.answer(error)
    if rule.is_over(error, tries=message.attempts_made):
        # The mail server knows at once what others learn later: that is a bounce.
        bounced = rule.is_refused(error)
        _mark(message, State.BOUNCED if bounced else State.FAILED, problem=answer)
        return
    due_at = clock.now() + rule.pause(message.attempts_made)
    if message.kind in Message.UNASKED:
        policy, zone = policy_of(message.connection), message.connection.customer.time_zone
        due_at = after_quiet(due_at, policy, zone)
    Message.objects.filter(pk=message.pk, state=State.QUEUED).update(
        claimed_until=None, due_at=due_at, problem=answer
    )
    message.refresh_from_db()


def _mark(message: Message, state: Message.State, **changes: object) -> None:
    with transaction.atomic():
        marked = Message.objects.filter(pk=message.pk, state=State.QUEUED).update(
            state=state, state_at=clock.now(), claimed_until=None, **changes
        )
        message.refresh_from_db()
        if not marked:
            return  # the mail service was faster, and knows more
        note_state(message, by=MAILER)
