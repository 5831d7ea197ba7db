"""Records that services and Auth0 write: looked at here, changed by actions only."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from organizations import attention, sentences, services
from organizations.models import (
    Attention,
    Connection,
    Domain,
    Event,
    Note,
    Organization,
    SavedView,
)
from portal.actor import Actor

from .base import ReadOnlyAdmin, for_each


@admin.register(Organization)
class OrganizationAdmin(ReadOnlyAdmin):
    list_display = ["name", "auth0_id", "customer", "tenant", "state", "mapped_at", "checked_at"]
    list_filter = ["state", "tenant"]
    list_select_related = ["customer", "tenant"]
    search_fields = ["name", "display_name", "auth0_id", "customer__name"]
    actions = ["look"]

    @admin.action(description="Look at them in Auth0 now")
    def look(self, request: HttpRequest, rows: QuerySet[Organization]) -> None:
        for_each(
            self,
            request,
            rows.select_related("tenant", "customer"),
            lambda row, by: services.refresh_organization(row, urgent=True),
            "looked at.",
        )


@admin.register(Connection)
class ConnectionAdmin(ReadOnlyAdmin):
    list_display = ["name", "customer", "tenant", "strategy", "stage", "stage_since", "checked_at"]
    list_filter = ["stage", "origin", "tenant", "strategy"]
    list_select_related = ["customer", "tenant"]
    search_fields = ["name", "auth0_id", "customer__name"]
    actions = ["look"]

    @admin.action(description="Look at them in Auth0 soon")
    def look(self, request: HttpRequest, rows: QuerySet[Connection]) -> None:
        for_each(self, request, rows, lambda row, by: services.look_soon(row), "are looked at.")


@admin.register(Domain)
class DomainAdmin(ReadOnlyAdmin):
    list_display = ["name", "customer", "connection", "state", "lookup", "looked_up_at"]
    list_filter = ["state", "lookup"]
    list_select_related = ["customer", "connection"]
    search_fields = ["name", "customer__name"]


@admin.register(Attention)
class AttentionAdmin(ReadOnlyAdmin):
    list_display = ["reason", "customer", "connection", "detail", "since", "resolved_at"]
    list_filter = ["reason", ("resolved_at", admin.EmptyFieldListFilter)]
    list_select_related = ["customer", "connection"]
    search_fields = ["customer__name", "connection__name", "detail"]
    actions = ["settle"]

    @admin.action(description="Take off the list of what needs a person")
    def settle(self, request: HttpRequest, rows: QuerySet[Attention]) -> None:
        for_each(self, request, rows.select_related("connection"), _settle, "taken off the list.")


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    """The audit trail: read-only for everybody, by the model itself too."""

    list_display = ["at", "actor_name", "told", "customer", "target", "ip"]
    list_filter = ["actor_kind", "at"]
    list_select_related = ["customer"]
    search_fields = ["actor_name", "verb", "target", "customer__name", "ip"]
    date_hierarchy = "at"
    actions = None

    @admin.display(description="what")
    def told(self, event: Event) -> str:
        return sentences.sentence(event)


@admin.register(Note)
class NoteAdmin(ReadOnlyAdmin):
    list_display = ["customer", "author", "text", "created_at", "changed_at"]
    list_filter = ["created_at"]
    list_select_related = ["customer", "author"]
    search_fields = ["customer__name", "author__name", "text"]


@admin.register(SavedView)
class SavedViewAdmin(ReadOnlyAdmin):
    list_display = ["name", "user", "shared", "query"]
    list_filter = ["shared"]
    list_select_related = ["user"]
    search_fields = ["name", "user__name", "query"]


def _settle(row: Attention, by: Actor) -> None:
    if row.connection:
        attention.settle(row.connection, Attention.Reason(row.reason), by=by)
