"""What the API keeps: its keys, requests that may be sent again, the list of events and how far
that is numbered, webhooks and what was delivered to them.
"""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from organizations.models import (
    ApiKey,
    Counter,
    IdempotencyKey,
    PublicEvent,
    WebhookDelivery,
    WebhookEndpoint,
)
from organizations.services import api_keys

from .base import ReadOnlyAdmin, for_each


@admin.register(ApiKey)
class ApiKeyAdmin(ReadOnlyAdmin):
    about = "Keys that other systems use to call the API."
    list_display = [
        "name",
        "prefix",
        "tenant",
        "created_at",
        "expires_at",
        "last_used_at",
        "working",
    ]
    list_filter = ["tenant", "created_at"]
    list_select_related = ["tenant"]
    search_fields = ["name", "prefix"]
    exclude = ["digest"]
    actions = ["revoke"]

    @admin.display(boolean=True, description="works")
    def working(self, key: ApiKey) -> bool:
        return key.works

    @admin.action(description="Revoke")
    def revoke(self, request: HttpRequest, rows: QuerySet[ApiKey]) -> None:
        for_each(self, request, rows, lambda row, by: api_keys.revoke_key(row, by=by), "revoked.")


@admin.register(IdempotencyKey)
class IdempotencyKeyAdmin(ReadOnlyAdmin):
    about = "API requests of the last day, so that one sent twice is carried out once."
    list_display = ["name", "api_key", "created_at", "status"]
    list_filter = ["status", "created_at"]
    list_select_related = ["api_key"]
    search_fields = ["name", "api_key__name"]
    exclude = ["answer", "digest"]


@admin.register(PublicEvent)
class PublicEventAdmin(ReadOnlyAdmin):
    about = "Events that other systems can read with the API."
    list_display = ["number", "type", "event"]
    list_filter = ["type"]
    list_select_related = ["event"]
    search_fields = ["type", "event__target"]


@admin.register(Counter)
class CounterAdmin(ReadOnlyAdmin):
    about = "Numbers that events are counted by."
    list_display = ["name", "last", "counted_at"]
    list_filter = ["counted_at"]
    search_fields = ["name"]


@admin.register(WebhookEndpoint)
class WebhookEndpointAdmin(ReadOnlyAdmin):
    about = "Webhooks: where events are sent."
    list_display = ["name", "url", "tenant", "active", "failing_since", "created_at"]
    list_filter = ["active", "tenant"]
    list_select_related = ["tenant"]
    search_fields = ["name", "url"]
    exclude = ["full_url", "secret", "old_secret"]


@admin.register(WebhookDelivery)
class WebhookDeliveryAdmin(ReadOnlyAdmin):
    about = "What was sent to webhooks, with each response."
    list_display = ["type", "number", "endpoint", "state", "tries", "created_at"]
    list_filter = ["state", "created_at"]
    list_select_related = ["endpoint"]
    search_fields = ["type", "endpoint__name"]
    raw_id_fields = ["event"]
