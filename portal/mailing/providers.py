"""The mail providers that .env.example offers, and what proves that a report comes from them."""

from dataclasses import dataclass

from django.conf import settings

_SHARED = "WEBHOOK_SECRET"


@dataclass(frozen=True, slots=True)
class MailProvider:
    """`slug` is Anymail's name of it, `view` Anymail's for its reports.

    `proof` is the key in PORTAL_ANYMAIL under which stands what a report is proven by: the
    provider's signing key, else name and password that it sends along.
    """

    slug: str
    name: str
    view: str
    proof: str = _SHARED

    @property
    def signs(self) -> bool:
        """Whether its reports are signed, so that nothing else needs to be sent along."""
        return self.proof != _SHARED

    @property
    def reports(self) -> bool:
        """Whether its reports can be proven, and so are taken."""
        return bool(settings.ANYMAIL.get(self.proof))

    @property
    def backend(self) -> str:
        """The value of PORTAL_EMAIL_BACKEND that chooses it."""
        return f"anymail.backends.{self.slug}.EmailBackend"


PROVIDERS: tuple[MailProvider, ...] = (
    MailProvider("amazon_ses", "Amazon SES", "AmazonSESTrackingWebhookView"),
    MailProvider("brevo", "Brevo", "BrevoTrackingWebhookView"),
    MailProvider("mailgun", "Mailgun", "MailgunTrackingWebhookView", "MAILGUN_WEBHOOK_SIGNING_KEY"),
    MailProvider("mailjet", "Mailjet", "MailjetTrackingWebhookView"),
    MailProvider("postmark", "Postmark", "PostmarkTrackingWebhookView"),
    MailProvider("resend", "Resend", "ResendTrackingWebhookView", "RESEND_SIGNING_SECRET"),
    MailProvider(
        "sendgrid",
        "SendGrid",
        "SendGridTrackingWebhookView",
        "SENDGRID_TRACKING_WEBHOOK_VERIFICATION_KEY",
    ),
)


def configured() -> MailProvider | None:
    """Return the provider that PORTAL_EMAIL_BACKEND chooses, None for SMTP and others."""
    return next((one for one in PROVIDERS if one.backend == settings.EMAIL_BACKEND), None)
