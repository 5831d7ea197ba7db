"""System checks of the mail provider's settings: what is wrong stops the start, with a hint."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.core.mail import get_connection

from portal.mailing import providers as mail_providers
from portal.mailing.providers import MailProvider
from tickets.hooks.mail_reports import view_of


@register()
def check_mail_provider(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    provider = mail_providers.configured()
    if provider is None:
        return _unknown() if settings.EMAIL_BACKEND.startswith("anymail.") else []
    try:
        # Builds the provider's client; nothing is sent.
        with get_connection():
            pass
        if provider.reports:
            view: Any = view_of(provider)
            view.view_class(**view.view_initkwargs)
    except Exception as error:
        return [
            Error(
                f"PORTAL_ANYMAIL doesn't match {provider.name}: {error}",
                hint=f"See the setup for {provider.name} in .env.example.",
                id="tickets.E001",
            )
        ]
    return _reports(provider)


def _reports(provider: MailProvider) -> list[CheckMessage]:
    if not provider.reports:
        return [
            Warning(
                f"Deliveries aren't tracked: PORTAL_ANYMAIL has no {provider.proof}.",
                hint=f"Have {provider.name} report to {settings.BASE_URL.rstrip('/')}"
                f"/hooks/mail/{provider.slug}/tracking/. See .env.example.",
                id="tickets.W001",
            )
        ]
    secret = settings.ANYMAIL[provider.proof]
    if not provider.signs and ":" not in secret:
        return [
            Error(
                "WEBHOOK_SECRET in PORTAL_ANYMAIL isn't a name and a password.",
                hint='Separate them with a colon: "WEBHOOK_SECRET": "name:password".',
                id="tickets.E002",
            )
        ]
    return []


def _unknown() -> list[CheckMessage]:
    return [
        Warning(
            f"The portal can't receive delivery reports from {settings.EMAIL_BACKEND}.",
            hint="Choose one of the providers in .env.example, or SMTP.",
            id="tickets.W002",
        )
    ]
