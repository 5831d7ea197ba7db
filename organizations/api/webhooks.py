"""Webhooks: where the company's systems are told what happens, and what was delivered there."""

from datetime import UTC, datetime
from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Query
from pydantic import AfterValidator, AwareDatetime, Field

from organizations.models import WebhookDelivery, WebhookEndpoint
from organizations.services import webhooks as services
from portal.api.pages import Paging, page_of
from portal.api.schemas import Column, Id, In, Out, Page, Time, given

from .door import KeyRequest, Resource, at_once, need_scope
from .events import EventOut
from .expanding import Related, expanded
from .found import in_tenants_of, one_of
from .organizations import TenantOut

webhooks = Resource("Webhooks")

Name = Annotated[str, Column(WebhookEndpoint, "name")]
Address = Annotated[str, Column(WebhookEndpoint, "url")]
Payload = Annotated[str, Column(WebhookEndpoint, "payload")]
State = Annotated[str, Column(WebhookDelivery, "state")]
Types = Annotated[
    list[Annotated[str, Field(max_length=80)]],
    Field(
        min_length=1,
        max_length=100,
        description="For example ticket.issued, or ticket.* for all ticket events.",
    ),
]


class WebhookIn(In):
    """The URL of one of your systems, and the events it receives."""

    name: Name
    url: Address = Field(description="An https:// URL at a public address.")
    types: Types
    payload: Payload = Field(
        "thin", description="thin: IDs only. full: the same as in GET /events."
    )


class WebhookChange(In):
    """Fields to change. `active` turns it on or off."""

    name: Name = ""
    url: Address = ""
    types: Types = []
    payload: Payload = "thin"
    active: bool = True


class WebhookOut(Out):
    """A webhook. Its secret is shown when it's created."""

    id: int
    name: str
    url: str = Field(
        description="Parts that may be secret, such as the query, are shown as …. Sent back "
        "unchanged, it stays as it is."
    )
    types: list[str]
    payload: str
    tenant_id: int | None
    active: bool
    disabled_reason: str = Field(description="Why the portal turned it off.")
    failing_since: Time | None
    old_secret_until: Time | None = Field(
        description="Until when requests are also signed with the old secret."
    )
    created_at: Time
    tenant: TenantOut | None = None


class WebhookMade(WebhookOut):
    """A webhook with its signing secret. Store the secret: it isn't shown again."""

    secret: str


class WebhookAttemptOut(Out):
    """A delivery attempt and its response, truncated to 2,000 characters."""

    at: datetime
    status: int | None
    answer: str
    error: str
    milliseconds: int


class WebhookDeliveryOut(Out):
    """An event for a webhook, and its delivery status."""

    id: int
    message_id: str = Field(description="The header webhook-id of every attempt.")
    type: str
    event_id: int | None = Field(description="Its `id` in GET /events; null for a test.")
    state: str = Field(description="pending, delivered or failed.")
    tries: int
    due_at: Time | None
    created_at: Time
    attempts: list[WebhookAttemptOut]
    event: EventOut | None = None


def _of_this_age(at: datetime) -> datetime:
    # What's earlier or later may have no time in UTC; PostgreSQL doesn't know every offset.
    if not 2000 <= at.year < 3000:
        raise ValueError("Enter a time in 2000 or later.")
    return at.astimezone(UTC)


class WebhookResend(In):
    """Which deliveries to resend."""

    since: Annotated[AwareDatetime, AfterValidator(_of_this_age)] = Field(
        description="Failed deliveries of events since then."
    )


class WebhookResent(Out):
    """The number of deliveries that are resent."""

    count: int


class WebhookExpand(In):
    """Related objects to include."""

    expand: Annotated[list[str], Related("tenant")] = []


class WebhookSearch(Paging, WebhookExpand):
    """Filters and related objects to include."""


class WebhookDeliverySearch(Paging):
    """Filters."""

    state: State = ""
    expand: Annotated[list[str], Related("event")] = []


@webhooks.get("/webhooks", "webhooks:read", Page[WebhookOut])
def list_webhooks(request: KeyRequest, wanted: Query[WebhookSearch]) -> Page[WebhookOut]:
    """List webhooks, newest first. An API key for one tenant only sees its own."""
    found = page_of(request, _rows(request), ["-created_at", "-pk"], show, wanted)
    return expanded(request, found, wanted)


@webhooks.post("/webhooks", "webhooks:write", WebhookMade)
def create_webhook(request: KeyRequest, body: WebhookIn) -> HttpResponse:
    """Send events from now on to one of your systems, as Standard Webhooks.

    With the payload `full`, the key also needs events:read.
    """
    _need_scope_of(request, body.payload)

    def make() -> WebhookMade:
        tenant = request.api_key.tenant
        return _made(*services.create_endpoint(by=request.by, tenant=tenant, **body.dict()))

    return at_once(request, make)


@webhooks.get("/webhooks/{webhook_id}", "webhooks:read", WebhookOut)
def get_webhook(request: KeyRequest, webhook_id: Id, wanted: Query[WebhookExpand]) -> WebhookOut:
    """Get a webhook."""
    return expanded(request, show(_one(request, webhook_id)), wanted)


@webhooks.patch("/webhooks/{webhook_id}", "webhooks:write", WebhookOut)
def update_webhook(request: KeyRequest, webhook_id: Id, body: WebhookChange) -> WebhookOut:
    """Update a webhook, or turn it on or off.

    With the payload `full`, the key also needs events:read.
    """
    found = _one(request, webhook_id)
    fields: dict[str, Any] = given(body)
    active = fields.pop("active", None)
    if fields:
        _need_scope_of(request, fields.get("payload", found.payload))
    services.change_endpoint(found, by=request.by, **fields)
    if active is True:
        services.enable_endpoint(found, by=request.by)
    elif active is False:
        services.disable_endpoint(found, by=request.by)
    return show(found)


@webhooks.delete("/webhooks/{webhook_id}", "webhooks:write")
def delete_webhook(request: KeyRequest, webhook_id: Id) -> None:
    """Delete a webhook and its delivery log."""
    services.delete_endpoint(_one(request, webhook_id), by=request.by)


@webhooks.post("/webhooks/{webhook_id}/rotate", "webhooks:write", WebhookMade)
def rotate_webhook_secret(request: KeyRequest, webhook_id: Id) -> HttpResponse:
    """Rotate the secret. Requests are also signed with the old one for 24 hours."""
    found = _one(request, webhook_id)
    return at_once(request, lambda: _made(found, services.rotate_secret(found, by=request.by)))


@webhooks.post("/webhooks/{webhook_id}/test", "webhooks:write", WebhookDeliveryOut)
def test_webhook(request: KeyRequest, webhook_id: Id) -> HttpResponse:
    """Send a webhook.test event."""
    found = _one(request, webhook_id)
    return at_once(request, lambda: show_delivery(services.send_test(found, by=request.by)))


@webhooks.get("/webhooks/{webhook_id}/deliveries", "webhooks:read", Page[WebhookDeliveryOut])
def list_webhook_deliveries(
    request: KeyRequest, webhook_id: Id, wanted: Query[WebhookDeliverySearch]
) -> Page[WebhookDeliveryOut]:
    """List deliveries of the last 30 days, including pending ones, newest first."""
    rows = _one(request, webhook_id).deliveries.all()
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    return expanded(request, page_of(request, rows, ["-pk"], show_delivery, wanted), wanted)


@webhooks.post(
    "/webhooks/{webhook_id}/deliveries/{delivery_id}/resend", "webhooks:write", WebhookDeliveryOut
)
def resend_webhook_delivery(request: KeyRequest, webhook_id: Id, delivery_id: Id) -> HttpResponse:
    """Resend a delivery with the same message ID."""
    rows = _one(request, webhook_id).deliveries.select_related("endpoint")
    found = one_of(rows, delivery_id, "delivery")

    def send() -> WebhookDeliveryOut:
        services.resend(found, by=request.by)
        return show_delivery(found)

    return at_once(request, send)


@webhooks.post("/webhooks/{webhook_id}/resend", "webhooks:write", WebhookResent)
def resend_failed_deliveries(
    request: KeyRequest, webhook_id: Id, body: WebhookResend
) -> HttpResponse:
    """Resend all deliveries that failed since a given time."""
    found = _one(request, webhook_id)

    def send() -> WebhookResent:
        count = services.resend_failed(found, since=body.since, by=request.by)
        return WebhookResent(count=count)

    return at_once(request, send)


def _need_scope_of(request: KeyRequest, payload: str) -> None:
    """Who has full events sent somewhere reads them."""
    if payload == WebhookEndpoint.Payload.FULL:
        need_scope(request.api_key, "events:read")


def show(endpoint: WebhookEndpoint) -> WebhookOut:
    """Return a webhook as the API gives it."""
    return WebhookOut.model_construct(**_fields(endpoint))


def show_delivery(delivery: WebhookDelivery) -> WebhookDeliveryOut:
    """Return a delivery as the API gives it."""
    return WebhookDeliveryOut.model_construct(
        id=delivery.pk,
        message_id=services.id_of(delivery),
        type=delivery.type,
        event_id=delivery.number,
        state=delivery.state,
        tries=delivery.tries,
        due_at=delivery.due_at,
        created_at=delivery.created_at,
        attempts=[WebhookAttemptOut(**one) for one in delivery.attempts],
    )


def _made(endpoint: WebhookEndpoint, secret: str) -> WebhookMade:
    return WebhookMade.model_construct(**_fields(endpoint), secret=secret)


def _fields(endpoint: WebhookEndpoint) -> dict[str, Any]:
    return {
        "id": endpoint.pk,
        "name": endpoint.name,
        "url": endpoint.url,
        "types": endpoint.types,
        "payload": endpoint.payload,
        "tenant_id": endpoint.tenant_id,
        "active": endpoint.active,
        "disabled_reason": endpoint.disabled_reason,
        "failing_since": endpoint.failing_since,
        "old_secret_until": endpoint.old_secret_until,
        "created_at": endpoint.created_at,
    }


def _rows(request: KeyRequest) -> Any:
    return in_tenants_of(request, WebhookEndpoint.objects.all())


def _one(request: KeyRequest, key: int) -> WebhookEndpoint:
    found: WebhookEndpoint = one_of(_rows(request), key, "webhook")
    return found
