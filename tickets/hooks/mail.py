"""The door for the mail provider: what became of the mails it took from us.

Only the configured provider has one, and only where its reports can be proven: else anybody could
say that a mail bounced.
"""

import logging
from typing import Any

from anymail.signals import EventType, tracking
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ImproperlyConfigured
from django.dispatch import receiver
from django.http import Http404, HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from portal.mailing import providers as mail_providers
from tickets.hooks.mail_reports import UNREADABLE, view_of
from tickets.models import Message
from tickets.services import mail

log = logging.getLogger(__name__)

_STATES = {
    EventType.DELIVERED: Message.State.DELIVERED,
    EventType.DEFERRED: Message.State.DEFERRED,
    EventType.BOUNCED: Message.State.BOUNCED,
    EventType.REJECTED: Message.State.BOUNCED,
    EventType.COMPLAINED: Message.State.COMPLAINED,
    EventType.FAILED: Message.State.FAILED,
}


@csrf_exempt
@login_not_required
def mail_reports(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Take reports of the configured mail provider; 404 for every other.

    Answers 400 to what is not proven, else 200, whatever could be read.
    https://anymail.dev/en/stable/sending/tracking/
    """
    provider = mail_providers.configured()
    if provider is None or provider.slug != slug or not provider.reports:
        raise Http404
    try:
        return view_of(provider)(request)
    except ImproperlyConfigured as error:
        log.error("Reports of %s cannot be taken: %s", provider.name, error)
        raise Http404 from None
    except UNREADABLE as error:
        log.warning("Somebody sent what is no report of %s: %r", provider.name, error)
        return JsonResponse({"error": f"This isn't a report from {provider.name}."}, status=400)


@receiver(tracking, dispatch_uid="tickets.hooks.mail")
def note(event: Any, **_: Any) -> None:
    """Take one report about one mail; what we do not track changes nothing."""
    state = _STATES.get(event.event_type)
    if state is None:
        return
    metadata = event.metadata if isinstance(event.metadata, dict) else {}
    mail.note_delivery(
        state,
        recipient=_storable(event.recipient),
        provider_id=_storable(event.message_id),
        reference=_storable(metadata.get("message")),
        problem=_storable(event.mta_response or event.description or event.reject_reason),
    )


def _storable(value: object) -> str:
    """Without what no database takes: NUL, and halves of characters."""
    text = "" if value is None else str(value)
    return text.replace("\0", "").encode("utf-8", "replace").decode()
