"""What the mail server's refusals mean: which of them may pass, and when to try again."""

import smtplib
from datetime import timedelta

from anymail.exceptions import AnymailError, AnymailInvalidAddress, AnymailRecipientsRefused

# Longer than handing over takes (EMAIL_TIMEOUT, several recipients never): then the next try.
CLAIM = timedelta(minutes=2)
MOST_TRIES = 10
LONGEST_PAUSE = timedelta(hours=1)


def pause(tries: int) -> timedelta:
    """Return how long after so many tries the next one comes."""
    return min(timedelta(seconds=15 * 2**tries), LONGEST_PAUSE)


def is_over(error: Exception, *, tries: int) -> bool:
    """Answer whether a mail is given up: it is never taken, or was not in so many tries."""
    return is_final(error) or tries >= MOST_TRIES


def is_refused(error: Exception) -> bool:
    """Answer whether there will never be a mail for this address."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    return isinstance(error, AnymailInvalidAddress | AnymailRecipientsRefused)


def is_final(error: Exception) -> bool:
    """Answer whether the mail server will never take this mail; a 4xx code is no such answer."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return is_refused(error)
    if isinstance(error, smtplib.SMTPAuthenticationError):
        # The operator's to mend, and no fault of the mail.
        return False
    if isinstance(error, smtplib.SMTPResponseException):
        return error.smtp_code >= 500
    if isinstance(error, AnymailError):
        status = error.status_code or 0
        return is_refused(error) or status in (400, 406, 413, 422)
    return False


def is_away(error: Exception) -> bool:
    """Answer whether nobody takes mails at the moment, whoever they are for."""
    if isinstance(error, smtplib.SMTPResponseException):
        # 421: the service is not available, and closes the connection (RFC 5321, 3.8).
        return error.smtp_code == 421
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return True
    if isinstance(error, AnymailError):
        return (error.status_code or 500) >= 500 and not is_refused(error)
    return isinstance(error, OSError) and not isinstance(error, smtplib.SMTPException)


def answer(error: Exception) -> str:
    """Return the server's words."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return " ".join(_words(*refusal) for refusal in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException):
        return _words(error.smtp_code, error.smtp_error)
    return f"The mail server couldn't be reached or didn't respond: {error}"


def _words(code: int, said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return f"The mail server reported: {code} {text}"
