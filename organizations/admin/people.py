"""Staff: invited, given a role, barred. What allauth keeps about them is not shown."""

from importlib import import_module
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from organizations.forms.staff import StaffForm
from organizations.models import Session, Subscription, User
from organizations.services import staff
from portal.actor import Actor
from portal.text.addresses import readable
from portal.web import step_up

from .base import ConfirmedAdmin, ReadOnlyAdmin, for_each

# They would show secrets of second factors and sign-ins, or change roles past the services.
_HIDDEN = (Authenticator, EmailAddress, SocialAccount, SocialApp, SocialToken, Group)
for _model in _HIDDEN:
    # Registered first, so that it does not happen later.
    import_module(f"{_model.__module__.rpartition('.')[0]}.admin")
    if admin.site.is_registered(_model):
        admin.site.unregister(_model)


@admin.register(Session)
class SessionAdmin(ReadOnlyAdmin):
    about = "Where staff are signed in."
    fields = ["user", "ip", "user_agent", "started_at", "seen_at", "expires_at"]
    list_display = ["user", "ip", "user_agent", "started_at", "seen_at", "expires_at"]
    list_filter = ["started_at"]
    list_select_related = ["user"]
    search_fields = ["user__name", "user__email", "ip"]
    address_fields = ["user__email"]


@admin.register(Subscription)
class SubscriptionAdmin(ReadOnlyAdmin):
    about = "What staff and team channels are notified of."
    list_display = ["user", "name", "service", "pace", "whose", "due_at", "failing_since"]
    exclude = ["address"]
    list_filter = ["pace", "whose"]
    list_select_related = ["user"]
    search_fields = ["name", "user__name", "user__email"]
    address_fields = ["user__email"]


@admin.register(User)
class UserAdmin(ConfirmedAdmin):
    about = "Staff who can sign in. The Staff page does the same with fewer fields."
    form = StaffForm
    list_display = ["name", "email", "role", "is_active", "last_login"]
    list_filter = ["groups", "is_active"]
    search_fields = ["name", "email"]
    address_fields = ["email"]
    actions = ["resend_invitation", "deactivate", "activate", "reset_second_factors"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description="role")
    def role(self, user: User) -> str:
        return ", ".join(group.name for group in user.groups.all()) or "–"

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        # A POST is an action: it bars people, or takes their second factors.
        acts = request.method == "POST" and self.has_view_permission(request)
        if acts and (asked := step_up.ask(request)):
            return asked
        return super().changelist_view(request, extra_context)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        # The address is who they are; somebody new is invited anew.
        return ["email", "is_active", "last_login", "date_joined"] if obj else []

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        by = Actor.staff(request)
        if change:
            staff.change_staff(obj, **form.cleaned_data, by=by)
        else:
            obj.pk = staff.invite_staff(**form.cleaned_data, by=by).pk
            obj.refresh_from_db()
            self.message_user(request, f"An invitation is on its way to {readable(obj.email)}.")

    @admin.action(description="Resend invitation")
    def resend_invitation(self, request: HttpRequest, rows: QuerySet[User]) -> None:
        for_each(
            self,
            request,
            rows,
            lambda row, by: staff.resend_invitation(row, by=by),
            "invited again. An email is on its way to each.",
        )

    @admin.action(description="Deactivate and sign out")
    def deactivate(self, request: HttpRequest, rows: QuerySet[User]) -> None:
        for_each(
            self,
            request,
            rows,
            lambda row, by: staff.deactivate_staff(row, by=by),
            "deactivated and signed out.",
        )

    @admin.action(description="Reactivate")
    def activate(self, request: HttpRequest, rows: QuerySet[User]) -> None:
        for_each(
            self,
            request,
            rows,
            lambda row, by: staff.activate_staff(row, by=by),
            "reactivated.",
        )

    @admin.action(description="Reset second factors (passkeys, apps)")
    def reset_second_factors(self, request: HttpRequest, rows: QuerySet[User]) -> None:
        for_each(
            self,
            request,
            rows,
            lambda row, by: staff.reset_second_factors(row, by=by),
            "have no second factor now.",
        )
