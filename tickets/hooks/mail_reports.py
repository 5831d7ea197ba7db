"""How reports of mail providers are read beyond what Anymail reads of them.

A report that cannot be read is noted and loses only itself: asked for again, it would be the same.
"""

import json
import logging
from collections.abc import Callable
from functools import cache, partial
from typing import Any

from anymail.exceptions import AnymailError
from anymail.signals import EventType
from anymail.webhooks.base import AnymailCoreWebhookView
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.module_loading import import_string

from portal.mailing.providers import MailProvider

log = logging.getLogger(__name__)

# What Anymail raises at a report of another shape than documented.
UNREADABLE = (
    *(ValueError, LookupError, TypeError, AttributeError, ArithmeticError),
    *(RecursionError, AnymailError),
)


class _Reports(AnymailCoreWebhookView):
    """Stands before Anymail's view of a provider; what it reads is proven by then."""

    def parse_events(self, request: HttpRequest) -> list[Any]:
        return self._read(super().parse_events, request)

    def _read(self, read: Callable[[Any], Any], report: Any) -> list[Any]:
        try:
            events = read(report)
        except UNREADABLE as error:
            log.warning("%s sent a report that cannot be read: %r", self.esp_name, error)
            return []
        return events if isinstance(events, list) else [events]


class _BatchReports(_Reports):
    """One report or many at once, each read by itself."""

    def parse_events(self, request: HttpRequest) -> list[Any]:
        # What a mail server said is quoted in its own encoding and with its line breaks; neither
        # costs the batch.
        text = request.body.decode("utf-8-sig", "replace")
        reports = self._read(partial(json.loads, strict=False), text)
        return [
            event for report in reports for event in self._read(self.esp_to_anymail_event, report)
        ]


class _AmazonSESReports(_Reports):
    """Of mails that are late Amazon SES tells by an event that Anymail does not know.

    https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
    """

    def esp_to_anymail_events(self, report: dict[str, Any], notification: Any) -> list[Any]:
        events: list[Any] = super().esp_to_anymail_events(report, notification)
        if report.get("eventType") == "DeliveryDelay":
            delayed = report["deliveryDelay"]["delayedRecipients"]
            said = {one["emailAddress"]: one.get("diagnosticCode") for one in delayed}
            events = [event for event in events if event.recipient in said]
            for event in events:
                event.event_type = EventType.DEFERRED
                event.mta_response = said[event.recipient]
        return events

    def auto_confirm_sns_subscription(self, notification: dict[str, Any]) -> None:
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            super().auto_confirm_sns_subscription(notification)
        except (BotoCoreError, ClientError) as error:
            log.error("Confirm the subscription in Amazon's SNS console: %s", error)


class _ResendReports(_Reports):
    """Resend tells of mails that it did not send by events that Anymail does not know.

    https://resend.com/docs/webhooks/event-types
    """

    def esp_to_anymail_event(self, report: dict[str, Any], request: HttpRequest) -> Any:
        event = super().esp_to_anymail_event(report, request)
        match report["type"]:
            case "email.failed":
                event.event_type = EventType.FAILED
                event.description = report["data"].get("failed", {}).get("reason")
            case "email.suppressed":
                event.event_type = EventType.REJECTED
                event.description = report["data"].get("suppressed", {}).get("message")
        return event


_READ_AS: dict[str, type[_Reports]] = {
    "amazon_ses": _AmazonSESReports,
    "brevo": _BatchReports,
    "mailjet": _BatchReports,
    "resend": _ResendReports,
    "sendgrid": _BatchReports,
}


@cache
def view_of(provider: MailProvider) -> Callable[..., HttpResponseBase]:
    """Return the view that checks and reads a provider's reports, and signals each.

    Its module is loaded only now: those of two providers bring large libraries.
    """
    base = import_string(f"anymail.webhooks.{provider.slug}.{provider.view}")
    view: Any = type(provider.view, (_READ_AS.get(provider.slug, _Reports), base), {})
    # A signature is proof enough.
    proof: dict[str, Any] = {"basic_auth": []} if provider.signs else {}
    built: Callable[..., HttpResponseBase] = view.as_view(**proof)
    return built
