"""Whether mail leaves, and whether others believe whom it is from."""

import smtplib
import ssl

from django.conf import settings

from portal.dns.query import ask, recursive
from portal.text.addresses import canonical_domain

from .examining import NotChecked, Trouble

_SMTP = "django.core.mail.backends.smtp.EmailBackend"
# Seconds for each step of the conversation.
_PATIENCE = 3.0
_LOCAL = ("localhost", "127.0.0.1", "::1")


def server() -> str:
    """Greet the mail server as for a mail: EHLO, STARTTLS, sign in. Sends none."""
    if settings.EMAIL_BACKEND != _SMTP:
        provider = settings.EMAIL_BACKEND.removesuffix(".EmailBackend").rpartition(".")[2]
        raise NotChecked(f"Emails are sent through {provider}, not SMTP.")
    where = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    local = settings.EMAIL_HOST in _LOCAL
    try:
        with smtplib.SMTP(settings.EMAIL_HOST, settings.EMAIL_PORT, timeout=_PATIENCE) as smtp:
            smtp.ehlo()
            offered = smtp.has_extn("starttls")
            if settings.EMAIL_USE_TLS:
                smtp.starttls(context=ssl.create_default_context())
                smtp.ehlo()
            elif (settings.EMAIL_HOST_USER or offered) and not local:
                raise Trouble(
                    f"The connection to {where} isn't encrypted.",
                    remedy="Set PORTAL_EMAIL_USE_TLS=true (STARTTLS, usually port 587).",
                )
            if settings.EMAIL_HOST_USER:
                smtp.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
    except ssl.SSLError as error:
        raise Trouble(
            f"The certificate of {where} isn't valid: {error.reason or error}",
            remedy="Set PORTAL_EMAIL_HOST to the name in the certificate.",
        ) from error
    except smtplib.SMTPNotSupportedError as error:
        raise Trouble(
            f"{where} doesn't support the configured settings: {error}",
            remedy="Correct PORTAL_EMAIL_USE_TLS, PORTAL_EMAIL_USER, and PORTAL_EMAIL_PORT.",
        ) from error
    except smtplib.SMTPAuthenticationError as error:
        raise Trouble(
            f"{where} rejects the user name or password ({error.smtp_code}).",
            remedy="Correct PORTAL_EMAIL_USER and PORTAL_EMAIL_PASSWORD.",
        ) from error
    except (OSError, smtplib.SMTPException) as error:
        raise Trouble(
            f"{where} doesn't respond: {' '.join(str(error).split())}",
            remedy="Correct PORTAL_EMAIL_HOST and PORTAL_EMAIL_PORT, or open the port in your "
            "firewall.",
        ) from error
    return f"{where} responds{', encrypted' if settings.EMAIL_USE_TLS else ''}."


def sender() -> str:
    """Look for SPF and DMARC of the sender's domain, without which mail ends as spam.

    https://www.rfc-editor.org/rfc/rfc7208 and https://www.rfc-editor.org/rfc/rfc7489
    """
    domain = canonical_domain(settings.FROM_EMAIL.rpartition("@")[2])
    spf = _records(domain, "v=spf1")
    # A domain without a record of its own follows the one above it.
    dmarc = _records(f"_dmarc.{domain}", "v=DMARC1")
    above = domain.partition(".")[2]
    if not dmarc and "." in above:
        dmarc = _records(f"_dmarc.{above}", "v=DMARC1")
    if len(spf) > 1 or len(dmarc) > 1:
        kind = "SPF" if len(spf) > 1 else "DMARC"
        raise Trouble(
            f"{domain} has several {kind} records, so none of them counts.",
            remedy="Keep only one.",
        )
    by_provider = settings.EMAIL_BACKEND != _SMTP
    if not spf and not by_provider:
        raise Trouble(
            f"{domain} has no SPF record, so receivers can't verify the sender.",
            remedy=f"Add a TXT record to {domain} that allows the mail server: v=spf1 … -all",
        )
    if not dmarc:
        raise Trouble(
            f"{domain} has no DMARC record, which Gmail and Microsoft require.",
            remedy=f"Add a TXT record to _dmarc.{domain}, at least: v=DMARC1; p=none",
        )
    return f"{domain} has {'SPF and ' if spf else ''}DMARC."


def _records(name: str, beginning: str) -> list[str]:
    reply = ask(recursive(settings.DNS_SERVERS, _PATIENCE), name, "TXT")
    if reply is None:
        raise NotChecked(f"DNS doesn't respond for {name}.")
    return [value for value in reply.values if value.lower().startswith(beginning.lower())]
