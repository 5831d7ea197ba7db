"""Hand queued mails to the mail server.

A worker that dies between handing over and noting it leaves the mail queued: it is sent once
more, under the same Message-ID, so that mail programs show it once. In that window only a mail
may go out twice.
"""

import hashlib
import html
import smtplib
from datetime import timedelta
from email.utils import formataddr

from anymail.exceptions import AnymailError, AnymailInvalidAddress, AnymailRecipientsRefused
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.encoding import punycode

from organizations.models import Domain, Stage
from portal import clock
from portal.actor import Actor
from tickets import emails
from tickets.models import Message

from . import codes, reminders
from .delivery import flag_lost, note_lost, note_passed_on, record
from .messages import link_is_open, sender
from .policies import policy_of
from .quiet import after_quiet
from .standing import newest
from .waiting import waited_for

State = Message.State
MAILER = Actor.system("Mailer")
# Longer than handing over takes (EMAIL_TIMEOUT, several recipients never).
CLAIM = timedelta(minutes=2)
MOST_TRIES = 10
LONGEST_PAUSE = timedelta(hours=1)

_LINKED = {
    Message.Kind.INVITATION,
    Message.Kind.RENEWED,
    Message.Kind.FOLLOW_UP,
    Message.Kind.CERTIFICATE,
    Message.Kind.PROVISIONING,
}


def messages_due() -> QuerySet[Message]:
    """Return the queued mails that nobody sends and that may be sent now."""
    now = clock.now()
    return Message.objects.filter(
        Q(claimed_until=None) | Q(claimed_until__lte=now),
        state=State.QUEUED,
        due_at__lte=now,
    )


def send_message(message: Message) -> None:
    """Send a queued mail; the outcome is in the row. Does nothing when it is not due.

    What the mail server may take later is tried again with growing pauses; what it never takes,
    and what it did not take for hours, fails with the server's words and asks for a person.
    """
    if not _claim(message):
        return
    if not _still_wanted(message):
        _mark(message, State.DROPPED)
        return
    try:
        mail = _mail(message)
        mail.send()
    except UnicodeError as error:
        _mark(message, State.FAILED, problem=f"No mail can be addressed like this: {error}")
        return
    except (AnymailError, OSError) as error:
        _not_sent(message, error)
        return
    status = getattr(mail, "anymail_status", None)
    _mark(
        message,
        State.SENT,
        sent_at=clock.now(),
        provider_id=(status and status.message_id) or message_id(message),
        problem="",
    )


def message_id(message: Message) -> str:
    """Return the Message-ID of a mail; the same however often it is sent."""
    digest = hashlib.sha256(f"{settings.SECRET_KEY}:{message.pk}".encode()).hexdigest()[:24]
    return f"<{message.pk}.{digest}@{settings.FROM_EMAIL.rpartition('@')[2]}>"


def _claim(message: Message) -> bool:
    claimed = (
        messages_due()
        .filter(pk=message.pk)
        .update(claimed_until=clock.now() + CLAIM, attempts_made=F("attempts_made") + 1)
    )
    message.refresh_from_db()
    return bool(claimed)


def _still_wanted(message: Message) -> bool:
    if message.kind == Message.Kind.CODE:
        return codes.is_good(message)
    if message.kind in _LINKED:
        return message.link is not None and link_is_open(message.link)
    if message.kind in reminders.UNASKED:
        return _may_be_reminded(message)
    return True


def _may_be_reminded(message: Message) -> bool:
    """Answer whether nothing happened since it was queued that stops it at once.

    The mail server may have been away for hours: meanwhile the link was opened, say.
    """
    contact = message.contact
    if message.connection.stage == Stage.LIVE or contact is None:
        return False
    link = message.link
    if link is None or link.ended or contact.bounced_at or contact.opted_out_at:
        return False
    if message.kind == Message.Kind.RECORD:
        pending = waited_for(message.connection)
        return any(domain.lookup != Domain.Lookup.RIGHT for domain in pending)
    return reminders.is_still_due(message, newest(link), policy_of(message.connection))


def _mail(message: Message) -> EmailMultiAlternatives:
    secrets = {}
    if message.link:
        secrets = {emails.LINK: message.link.url, emails.CODE: codes.code_of(message)}
    text, body = message.text, message.html
    for placeholder, secret in secrets.items():
        text = text.replace(placeholder, secret)
        body = body.replace(placeholder, html.escape(secret))
    from_email, reply_to = sender(message)
    mail = EmailMultiAlternatives(
        message.subject,
        text,
        from_email,
        [_recipient(message)],
        reply_to=[reply_to],
        headers={
            "Message-ID": message_id(message),
            "Auto-Submitted": "auto-generated",
            "Content-Language": message.language,
        },
    )
    if message.kind in reminders.UNASKED and message.link:
        mail.extra_headers["List-Unsubscribe"] = f"<{message.link.url}stop/>"
    # Comes back with what the mail service tells about it; SMTP knows nothing of it.
    mail.metadata = {"message": str(message.pk)}  # type: ignore[attr-defined]
    mail.attach_alternative(body, "text/html")
    return mail


def _recipient(message: Message) -> str:
    # Mail servers know a domain with international letters by its encoded name only.
    mailbox, _, domain = message.to_email.rpartition("@")
    return formataddr((message.to_name, f"{mailbox}@{punycode(domain)}"))


def _not_sent(message: Message, error: AnymailError | OSError) -> None:
    answer = _answer(error)
    if _is_final(error) or message.attempts_made >= MOST_TRIES:
        # The mail server knows at once what others learn later: that is a bounce.
        bounced = _is_refused(error)
        _mark(message, State.BOUNCED if bounced else State.FAILED, problem=answer)
        return
    pause = min(timedelta(seconds=15 * 2**message.attempts_made), LONGEST_PAUSE)
    due_at = clock.now() + pause
    if message.kind in reminders.UNASKED:
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
        record(message, by=MAILER)
        if state == State.SENT:
            note_passed_on(message, by=MAILER)
        elif state == State.BOUNCED:
            note_lost(message, by=MAILER)
        elif state == State.FAILED:
            flag_lost(message, by=MAILER)


def _is_refused(error: AnymailError | OSError) -> bool:
    """Answer whether there will never be a mail for this address."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    return isinstance(error, AnymailInvalidAddress | AnymailRecipientsRefused)


def _is_final(error: AnymailError | OSError) -> bool:
    """Answer whether the mail server will never take this mail."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return _is_refused(error)
    if isinstance(error, smtplib.SMTPAuthenticationError):
        # The operator's to mend, and no fault of the mail.
        return False
    if isinstance(error, smtplib.SMTPResponseException):
        return error.smtp_code >= 500
    if isinstance(error, AnymailError):
        status = error.status_code or 0
        return _is_refused(error) or status in (400, 406, 413, 422)
    return False


def _answer(error: AnymailError | OSError) -> str:
    """Return the server's words."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return " ".join(_words(*refusal) for refusal in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException):
        return _words(error.smtp_code, error.smtp_error)
    return f"The mail server could not be reached or gave up: {error}"


def _words(code: int, said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return f"The mail server says: {code} {text}"
