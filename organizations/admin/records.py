"""Records that services and Auth0 write: shown here, changed by actions only."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from organizations.models import (
    Attention,
    Connection,
    Domain,
    Event,
    Note,
    Organization,
    OwnFailure,
    SavedView,
    Seal,
    SignInDay,
    SignInLine,
    SignInTrouble,
)
from organizations.services import attention, connections, mapping
from organizations.services.audit import sentences
from portal.actor import Actor

from .base import ReadOnlyAdmin, for_each


@admin.register(Organization)
class OrganizationAdmin(ReadOnlyAdmin):
    about = "Auth0 organizations that customers are mapped to."
    list_display = ["name", "auth0_id", "customer", "tenant", "state", "mapped_at", "checked_at"]
    list_filter = ["state", "tenant"]
    list_select_related = ["customer", "tenant"]
    search_fields = ["name", "display_name", "auth0_id", "customer__name"]
    actions = ["reconcile"]

    @admin.action(description="Refresh from Auth0")
    def reconcile(self, request: HttpRequest, rows: QuerySet[Organization]) -> None:
        for_each(
            self,
            request,
            rows.select_related("tenant", "customer"),
            lambda row, by: mapping.refresh_organization(row, urgent=True),
            "refreshed.",
        )


@admin.register(Connection)
class ConnectionAdmin(ReadOnlyAdmin):
    about = "Enterprise connections, planned or in Auth0."
    list_display = ["name", "customer", "tenant", "strategy", "stage", "stage_since", "checked_at"]
    list_filter = ["stage", "origin", "tenant", "strategy"]
    list_select_related = ["customer", "tenant"]
    search_fields = ["name", "auth0_id", "customer__name"]
    actions = ["reconcile"]

    @admin.action(description="Schedule refresh from Auth0")
    def reconcile(self, request: HttpRequest, rows: QuerySet[Connection]) -> None:
        for_each(
            self,
            request,
            rows,
            lambda row, by: connections.reconcile_soon(row),
            "scheduled for refresh.",
        )


@admin.register(Domain)
class DomainAdmin(ReadOnlyAdmin):
    about = "Domains of customers and of their connections, with TXT records."
    list_display = ["name", "customer", "connection", "state", "lookup", "looked_up_at"]
    list_filter = ["state", "lookup"]
    list_select_related = ["customer", "connection"]
    search_fields = ["name", "customer__name"]
    address_fields = ["name"]


@admin.register(Attention)
class AttentionAdmin(ReadOnlyAdmin):
    about = "Items on the list that needs attention, also those resolved."
    list_display = ["reason", "customer", "connection", "detail", "since", "resolved_at"]
    list_filter = ["reason", ("resolved_at", admin.EmptyFieldListFilter)]
    list_select_related = ["customer", "connection"]
    search_fields = ["customer__name", "connection__name", "detail"]
    actions = ["settle"]

    @admin.action(description="Mark as resolved")
    def settle(self, request: HttpRequest, rows: QuerySet[Attention]) -> None:
        for_each(self, request, rows.select_related("connection"), _settle, "marked as resolved.")


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    """The audit trail: read-only for everybody, by the model itself too."""

    about = "The audit log: who did what, when, and from where."
    list_display = ["at", "actor_name", "sentence", "customer", "target", "ip"]
    list_filter = ["actor_kind", "at"]
    list_select_related = ["customer"]
    search_fields = ["actor_name", "verb", "target", "customer__name", "ip"]
    date_hierarchy = "at"
    actions = None

    @admin.display(description="what")
    def sentence(self, event: Event) -> str:
        return sentences.sentence(event)


@admin.register(Seal)
class SealAdmin(ReadOnlyAdmin):
    about = "The chain of digests that protects the audit log."
    list_display = ["chain", "number", "event_id", "digest"]
    list_filter = ["chain"]
    search_fields = ["digest"]
    exclude = ["salt"]
    actions = None


@admin.register(Note)
class NoteAdmin(ReadOnlyAdmin):
    about = "Notes that colleagues wrote about customers."
    list_display = ["customer", "author", "text", "created_at", "changed_at"]
    list_filter = ["created_at"]
    list_select_related = ["customer", "author"]
    search_fields = ["customer__name", "author__name", "text"]


@admin.register(OwnFailure)
class OwnFailureAdmin(ReadOnlyAdmin):
    about = "Your own sign-in errors and their explanations."
    list_display = ["fragment", "owner", "title"]
    list_filter = ["owner"]
    search_fields = ["fragment", "title"]


@admin.register(SignInDay)
class SignInDayAdmin(ReadOnlyAdmin):
    about = "Sign-ins per connection and day, counted."
    list_display = ["day", "connection", "outcome", "count", "people", "text"]
    list_filter = ["day", "outcome"]
    list_select_related = ["connection"]
    search_fields = ["connection__name", "outcome"]


@admin.register(SignInLine)
class SignInLineAdmin(ReadOnlyAdmin):
    about = "Sign-ins from Auth0’s log that were counted, so that none counts twice."
    list_display = ["log_id", "day", "person"]
    list_filter = ["day__day"]
    list_select_related = ["day"]
    search_fields = ["log_id"]


@admin.register(SignInTrouble)
class SignInTroubleAdmin(ReadOnlyAdmin):
    about = "Why sign-ins fail, per connection."
    list_display = ["connection", "outcome", "began_at", "over_at", "count", "text"]
    list_filter = ["outcome"]
    list_select_related = ["connection"]
    search_fields = ["connection__name", "outcome"]


@admin.register(SavedView)
class SavedViewAdmin(ReadOnlyAdmin):
    about = "Filters that staff saved under a name."
    list_display = ["name", "user", "shared", "query"]
    list_filter = ["shared"]
    list_select_related = ["user"]
    search_fields = ["name", "user__name", "query"]


def _settle(row: Attention, by: Actor) -> None:
    if row.connection:
        attention.settle(row.connection, Attention.Reason(row.reason), by=by)
