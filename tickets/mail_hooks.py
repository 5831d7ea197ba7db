"""Doors for the mail service: what became of the mails it took from us.

Anymail knows the services' formats and checks their secrets; without a secret in its settings
the doors are closed, since anybody could then say that a mail bounced.
"""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from anymail import urls as anymail_urls
from anymail.signals import EventType, tracking
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.dispatch import receiver
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path
from django.views.decorators.csrf import csrf_exempt

from tickets import services
from tickets.models import Message

log = logging.getLogger(__name__)

_STATES = {
    EventType.DELIVERED: Message.State.DELIVERED,
    EventType.DEFERRED: Message.State.DEFERRED,
    EventType.BOUNCED: Message.State.BOUNCED,
    EventType.REJECTED: Message.State.BOUNCED,
    EventType.COMPLAINED: Message.State.COMPLAINED,
    EventType.FAILED: Message.State.FAILED,
}


@receiver(tracking, dispatch_uid="tickets.mail_hooks")
def note(event: Any, **_: Any) -> None:
    """Take one piece of news about one mail; what we do not track changes nothing."""
    state = _STATES.get(event.event_type)
    if state is None:
        return
    said = event.mta_response or event.description or event.reject_reason or ""
    services.note_delivery(
        state,
        provider_id=event.message_id or "",
        message_id=str((event.metadata or {}).get("message", "")),
        problem=str(said),
    )


def _guarded(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @csrf_exempt
    @login_not_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.ANYMAIL.get("WEBHOOK_SECRET"):
            raise Http404
        try:
            return view(request, *args, **kwargs)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            log.warning("The mail service sent what cannot be read: %r", error)
            return JsonResponse({"error": "This is not what the mail service sends."}, status=400)

    return guarded


# Those that tell of outgoing mail; we take none in.
urlpatterns = [
    path(str(pattern.pattern), _guarded(pattern.callback), name=pattern.name)
    for pattern in anymail_urls.urlpatterns
    if isinstance(pattern, URLPattern) and str(pattern.name).endswith("tracking_webhook")
]
