"""Presets: names and rules here, the request they hold on the staff's pages."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html

from organizations.admin.base import OperatorAdmin
from portal.actor import Actor
from tickets.display import ticket_facts
from tickets.models import Preset
from tickets.models.policy import RULES
from tickets.services.presets import presets


@admin.register(Preset)
class PresetAdmin(OperatorAdmin):
    about = "Saved settings for tickets."
    list_display = ("name", "tenant", "profile_name", "is_default", "link_days", "confirmation")
    list_filter = ("tenant", "is_default", "confirmation", "follow_up")
    list_select_related = ("tenant",)
    search_fields = ("name", "profile_name", "profile_id")
    fields = (
        "name",
        "tenant",
        "profile_id",
        "is_default",
        "connection_name",
        "custom_domain",
        "link_days",
        "confirmation",
        *RULES,
        "asks_for",
    )
    readonly_fields = ("tenant", "profile_id", "custom_domain", "asks_for")

    def has_add_permission(self, request: HttpRequest) -> bool:
        # The staff's pages offer the tenant's profiles and applications by name.
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._is_operator(request)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        # Deleting many at once would pass by the service that notes it.
        return {}

    @admin.display(description="Request to Auth0 (edit it in the portal)")
    def asks_for(self, preset: Preset) -> str:
        return format_html("<pre>{}</pre>", ticket_facts.as_json(preset.settings))

    def save_model(self, request: HttpRequest, obj: Preset, form: Any, change: bool) -> None:
        presets.save_preset(obj, by=Actor.staff(request))

    def delete_model(self, request: HttpRequest, obj: Preset) -> None:
        presets.delete_preset(obj, by=Actor.staff(request))
