"""Endpoints: made with a secret that is shown once, changed, switched off and on, deleted."""

import base64
import secrets
from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from organizations.errors import Rejected
from organizations.models import Tenant, WebhookDelivery, WebhookEndpoint
from organizations.services import audit
from organizations.services.audit import published
from organizations.verbs import Verb
from portal import clock
from portal.actor import Actor
from portal.db.changing import change
from portal.external.public_urls import check_public_name
from portal.text.dates import moment_text
from portal.text.masked_urls import MASK, masked
from portal.wake import wake

# So long the secret before the last one signs as well.
OVERLAP = timedelta(hours=24)


def create_endpoint(
    *,
    name: str,
    url: str,
    types: Iterable[str],
    by: Actor,
    payload: str = WebhookEndpoint.Payload.THIN,
    tenant: Tenant | None = None,
) -> tuple[WebhookEndpoint, str]:
    """Make an endpoint; return its row and its secret ("whsec_…"), which is not shown again.

    It is told what happens from now on. Raises Rejected (fields "url", "types").
    """
    _check_url(url)
    secret = _new_secret()
    with transaction.atomic():
        endpoint = WebhookEndpoint.objects.create(
            name=name,
            url=masked(url),
            full_url=url,
            types=_checked(types),
            payload=payload,
            tenant=tenant,
            secret=secret,
            last_number=published.last_number(),
            created_at=clock.now(),
            created_by=by.user,
        )
        _record(Verb.WEBHOOK_CREATE, endpoint, by)
    return endpoint, secret


def change_endpoint(
    endpoint: WebhookEndpoint,
    *,
    by: Actor,
    name: str | None = None,
    url: str | None = None,
    types: Iterable[str] | None = None,
    payload: str | None = None,
) -> None:
    """Change what is given; a URL as it is shown changes nothing. Raises Rejected as above."""
    checked = None if types is None else _checked(types)
    fields = {"name": name, "types": checked, "payload": payload}
    given: dict[str, Any] = {field: value for field, value in fields.items() if value is not None}
    with transaction.atomic():
        row = _locked(endpoint)
        if url is not None and url != row.url:
            _check_url(url)
            given |= {"url": masked(url), "full_url": url}
        if changed := change(row, given):
            row.save(update_fields=changed)
            told = dict.fromkeys("url" if one == "full_url" else one for one in changed)
            _record(Verb.WEBHOOK_CHANGE, row, by, changed=list(told))
    endpoint.refresh_from_db()


def rotate_secret(endpoint: WebhookEndpoint, *, by: Actor) -> str:
    """Make a new secret and return it; the old one signs as well for OVERLAP."""
    secret = _new_secret()
    with transaction.atomic():
        row = _locked(endpoint)
        ends = clock.now() + OVERLAP
        row.old_secret, row.old_secret_until, row.secret = row.secret, ends, secret
        row.save(update_fields=["old_secret", "old_secret_until", "secret"])
        _record(Verb.WEBHOOK_ROTATE, row, by, ends=moment_text(ends))
    endpoint.refresh_from_db()
    return secret


def disable_endpoint(endpoint: WebhookEndpoint, *, by: Actor, reason: str = "") -> None:
    """Switch an endpoint off: what waits for it has failed, and can be sent again later.

    `reason` is the portal's: operators are told of it.
    """
    now = clock.now()
    with transaction.atomic():
        changed = WebhookEndpoint.objects.filter(pk=endpoint.pk, active=True).update(
            active=False,
            disabled_reason=reason,
            word_due_at=now if reason else None,
            word_tries=0,
        )
        if changed:
            waiting = endpoint.deliveries.filter(state=WebhookDelivery.State.PENDING)
            waiting.update(state=WebhookDelivery.State.FAILED, due_at=None)
            _record(Verb.WEBHOOK_DISABLE, endpoint, by, reason=reason)
            if reason:
                wake("organizations.send_webhook_word", endpoint.pk)
    endpoint.refresh_from_db()


def enable_endpoint(endpoint: WebhookEndpoint, *, by: Actor) -> None:
    """Switch an endpoint on: it is told what happens from now on."""
    with transaction.atomic():
        changed = WebhookEndpoint.objects.filter(pk=endpoint.pk, active=False).update(
            active=True,
            disabled_reason="",
            word_due_at=None,
            failing_since=None,
            failures=0,
            paused_until=None,
            last_number=published.last_number(),
        )
        if changed:
            _record(Verb.WEBHOOK_ENABLE, endpoint, by)
    endpoint.refresh_from_db()


def delete_endpoint(endpoint: WebhookEndpoint, *, by: Actor) -> None:
    """Delete an endpoint and the log of its deliveries."""
    with transaction.atomic():
        _record(Verb.WEBHOOK_DELETE, endpoint, by)
        WebhookEndpoint.objects.filter(pk=endpoint.pk).delete()


def kinds() -> list[str]:
    """Return every kind of events: what stands before the dot of a type."""
    return sorted({one.partition(".")[0] for one in published.types()})


def note_failure(endpoint: WebhookEndpoint) -> WebhookEndpoint | None:
    """Count a failure, and pause the longer the more there were in a row; return the row now."""
    now = clock.now()
    mine = WebhookEndpoint.objects.filter(pk=endpoint.pk)
    mine.filter(failing_since=None).update(failing_since=now)
    mine.update(failures=F("failures") + 1)
    row = mine.first()
    # One failure may be about one event. Of several in a row the receiver is down: it is asked now
    # and then, and costs nobody else their time.
    if row and row.failures > 1:
        pause = min(5 * 2 ** min(row.failures - 2, 10), 300)
        mine.update(paused_until=now + timedelta(seconds=pause))
    return row


def note_success(endpoint: WebhookEndpoint) -> None:
    """Forget the failures before."""
    WebhookEndpoint.objects.filter(pk=endpoint.pk, failures__gt=0).update(
        failing_since=None, failures=0, paused_until=None
    )


def _check_url(url: str) -> None:
    """What the address itself tells; where it leads is found out at each attempt."""
    wrong = "Enter a URL that starts with https://, such as https://crm.example.com/hooks."
    if MASK in url:
        raise Rejected("Enter the whole URL. Parts of this one are hidden.", field="url")
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        raise Rejected(wrong, field="url") from None
    schemes = ("https", "http") if settings.WEBHOOKS_PRIVATE else ("https",)
    if parts.scheme not in schemes or not host or not url.isascii() or " " in url:
        raise Rejected(wrong, field="url")
    if parts.username is not None or parts.fragment:
        raise Rejected(
            "Remove the user name, password, and anything after #. Requests are signed instead.",
            field="url",
        )
    if settings.WEBHOOKS_PRIVATE:
        return
    try:
        check_public_name(host)
    except ValidationError as error:
        raise Rejected(" ".join(error.messages), field="url") from None


def _checked(types: Iterable[str]) -> list[str]:
    wanted = dict.fromkeys(types)
    known = {*published.types(), *(f"{kind}.*" for kind in kinds())}
    if unknown := sorted(set(wanted) - known):
        raise Rejected(
            f"“{unknown[0]}” isn't an event type. Use types such as ticket.issued, or ticket.* "
            "for all tickets.",
            field="types",
        )
    if not wanted:
        raise Rejected("Choose at least one event type.", field="types")
    return list(wanted)


def _new_secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


def _locked(endpoint: WebhookEndpoint) -> WebhookEndpoint:
    return WebhookEndpoint.objects.select_for_update(of=("self",)).get(pk=endpoint.pk)


def _record(verb: Verb, endpoint: WebhookEndpoint, by: Actor, **told: Any) -> None:
    audit.record(verb, by=by, target=f"webhook:{endpoint.pk}", name=endpoint.name, **told)
