"""What happened, and what comes next by which rules. Read-only here."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from organizations.admin.base import ReadOnlyAdmin, for_each
from portal.actor import Actor
from tickets import errors
from tickets.models import (
    Attempt,
    Automation,
    ConnectionPolicy,
    Inventory,
    LinkRequest,
    LogLine,
    Message,
    Milestones,
    Nomination,
    Opening,
)
from tickets.services import links
from tickets.services.links.status import newest
from tickets.services.mail.masking import masked


@admin.register(Message)
class MessageAdmin(ReadOnlyAdmin):
    about = "Emails to customers, as they were sent."
    list_display = ("subject", "kind", "to_email", "state", "created_at", "sent_at", "problem")
    list_filter = ("state", "kind", "language", "created_at")
    search_fields = ("to_email", "to_name", "subject", "connection__customer__name")
    address_fields = ("to_email",)
    exclude = ("text", "html")
    readonly_fields = ("content",)
    actions = ("resend",)

    @admin.display(description="Text (link hidden)")
    def content(self, message: Message) -> str:
        return masked(message.text)

    @admin.action(description="Resend email")
    def resend(self, request: HttpRequest, rows: QuerySet[Message]) -> None:
        of_tickets = rows.select_related("link__contact", "ticket__connection__customer")
        for_each(self, request, of_tickets, _resend, "queued for resending.")


def _resend(message: Message, by: Actor) -> None:
    if message.ticket is None or message.link is None:
        raise errors.WrongState("Its ticket was deleted.")
    links.resend(newest(message.link), by=by, link=message.link)


@admin.register(Attempt)
class AttemptAdmin(ReadOnlyAdmin):
    about = "Calls to Auth0 to issue a ticket."
    list_display = ("ticket", "outcome", "started_at", "ended_at", "detail", "request_id")
    list_filter = ("outcome", "started_at")
    list_select_related = ("ticket",)
    search_fields = ("=ticket__pk", "request_id", "ticket__connection__name")


@admin.register(Opening)
class OpeningAdmin(ReadOnlyAdmin):
    about = "Each time a link was opened."
    list_display = ("ticket", "at", "source", "ip", "user_agent")
    list_filter = ("source", "at")
    list_select_related = ("ticket",)
    search_fields = ("=ticket__pk", "ip", "ticket__connection__name")


@admin.register(Automation)
class AutomationAdmin(ReadOnlyAdmin):
    about = "When each connection’s next automatic action is due."
    list_display = ("connection", "due_at", "planned_at")
    list_filter = ("due_at",)
    list_select_related = ("connection",)
    search_fields = ("connection__name", "connection__customer__name")


@admin.register(ConnectionPolicy)
class ConnectionPolicyAdmin(ReadOnlyAdmin):
    about = "Schedules that were customized for one connection."
    list_display = ("connection", "follow_up", "record_hours", "most_follow_ups", "reminds")
    list_filter = ("follow_up", "reminds")
    list_select_related = ("connection",)
    search_fields = ("connection__name", "connection__customer__name")


@admin.register(Inventory)
class InventoryAdmin(ReadOnlyAdmin):
    about = "What each tenant’s nightly comparison found."
    list_display = ("tenant", "taken_at", "problem", "due_at")
    list_filter = ("taken_at",)
    list_select_related = ("tenant",)
    search_fields = ("tenant__name", "tenant__domain")
    exclude = ("place", "draft")


@admin.register(Nomination)
class NominationAdmin(ReadOnlyAdmin):
    about = "Colleagues whom recipients named instead of themselves."
    list_display = ("name", "email", "link", "created_at")
    list_filter = ("created_at",)
    list_select_related = ("link",)
    search_fields = ("name", "email", "link__recipient_email")
    address_fields = ("email", "link__recipient_email")


@admin.register(LinkRequest)
class LinkRequestAdmin(ReadOnlyAdmin):
    about = "Requests for a new link from the public page."
    list_display = ("email", "ip", "created_at")
    list_filter = ("created_at",)
    search_fields = ("email",)
    address_fields = ("email",)


@admin.register(LogLine)
class LogLineAdmin(ReadOnlyAdmin):
    about = "Entries of Auth0’s logs that were already processed."
    list_display = ("log_id", "tenant", "at")
    list_filter = ("at",)
    list_select_related = ("tenant",)
    search_fields = ("log_id",)


@admin.register(Milestones)
class MilestonesAdmin(ReadOnlyAdmin):
    about = "When each setup reached each step, for reports."
    list_display = ("connection", "stage", "invited_at", "live_hours", "in_use_hours", "acts")
    list_filter = ("stage", "invited_at")
    list_select_related = ("connection",)
    search_fields = ("connection__name", "connection__customer__name")
