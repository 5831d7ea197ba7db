"""Word to operators that the portal switched a webhook off: wanted in its row, sent by a worker."""

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F
from django.template.loader import render_to_string

from organizations.models import User, WebhookEndpoint
from organizations.roles import Role
from portal import clock
from portal.mailing import delivery as rule
from portal.outages import MAIL_SERVER, away, back

log = structlog.get_logger("organizations.webhooks")


def words_due() -> list[int]:
    """Return the primary keys of endpoints whose word nobody sends."""
    due = WebhookEndpoint.objects.filter(word_due_at__lte=clock.now())
    return list(due.values_list("pk", flat=True))


def send_word(key: int) -> None:
    """Mail the operators about an endpoint (its primary key), unless another worker is at it.

    What the mail server may take later is tried again, as `portal.mailing.delivery` has it.
    """
    now = clock.now()
    due = WebhookEndpoint.objects.filter(pk=key, word_due_at__lte=now)
    if not due.update(word_due_at=now + rule.CLAIM, word_tries=F("word_tries") + 1):
        return
    endpoint = WebhookEndpoint.objects.get(pk=key)
    then = None
    try:
        _mail(endpoint).send()
    except Exception as error:
        # Whatever it is, nothing is tried for ever.
        if rule.is_over(error, tries=endpoint.word_tries):
            log.exception("word about a webhook given up", endpoint=key)
        else:
            if rule.is_away(error):
                away(MAIL_SERVER, error)
            then = clock.now() + rule.pause(endpoint.word_tries)
    else:
        back(MAIL_SERVER)
    mine = WebhookEndpoint.objects.filter(pk=key, word_due_at=endpoint.word_due_at)
    mine.update(word_due_at=then)


def _mail(endpoint: WebhookEndpoint) -> EmailMessage:
    operators = User.objects.filter(groups__name=Role.OPERATOR.value, is_active=True)
    context = {
        "endpoint": endpoint,
        "url": settings.BASE_URL.rstrip("/") + endpoint.get_absolute_url(),
    }
    subject = render_to_string("email/staff_webhook_off/subject.txt", context)
    body = render_to_string("email/staff_webhook_off/body.txt", context)
    to = list(operators.order_by("pk").values_list("email", flat=True))
    return EmailMessage(" ".join(subject.split()), body.strip() + "\n", to=to)
