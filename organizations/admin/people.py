"""Staff: invited, given a role, barred. What allauth keeps about them is not shown."""

from importlib import import_module
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest

from organizations import services
from organizations.forms.staff import StaffForm
from organizations.models import User
from portal.actor import Actor

from .base import OperatorAdmin, for_each

# They would show secrets of second factors and sign-ins, or change roles past the services.
_HIDDEN = (
    *(Authenticator, EmailAddress, SocialAccount, SocialApp, SocialToken),
    *(UserSession, Group),
)
for _model in _HIDDEN:
    # Registered first, so that it does not happen later.
    import_module(f"{_model.__module__.rpartition('.')[0]}.admin")
    if admin.site.is_registered(_model):
        admin.site.unregister(_model)


@admin.register(User)
class UserAdmin(OperatorAdmin):
    form = StaffForm
    list_display = ["name", "email", "role", "is_active", "last_login"]
    list_filter = ["groups", "is_active"]
    search_fields = ["name", "email"]
    actions = ["invite_again", "deactivate", "activate", "reset_second_factors"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description="role")
    def role(self, user: User) -> str:
        return ", ".join(group.name for group in user.groups.all()) or "–"

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        # The address is who they are; somebody new is invited anew.
        return ["email", "is_active", "last_login", "date_joined"] if obj else []

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        by = Actor.staff(request)
        if change:
            services.change_staff(obj, **form.cleaned_data, by=by)
        else:
            obj.pk = services.invite_staff(**form.cleaned_data, by=by).pk
            obj.refresh_from_db()

    @admin.action(description="Mail the invitation again")
    def invite_again(self, request: HttpRequest, rows: QuerySet[User]) -> None:
        for_each(self, request, rows, lambda row, by: services.invite_again(row, by=by), "invited.")

    @admin.action(description="Bar from signing in, and sign out")
    def deactivate(self, request: HttpRequest, rows: QuerySet[User]) -> None:
        for_each(
            self, request, rows, lambda row, by: services.deactivate_staff(row, by=by), "barred."
        )

    @admin.action(description="Let sign in again")
    def activate(self, request: HttpRequest, rows: QuerySet[User]) -> None:
        for_each(
            self,
            request,
            rows,
            lambda row, by: services.activate_staff(row, by=by),
            "may sign in again.",
        )

    @admin.action(description="Remove second factors (passkeys, apps)")
    def reset_second_factors(self, request: HttpRequest, rows: QuerySet[User]) -> None:
        for_each(
            self,
            request,
            rows,
            lambda row, by: services.reset_second_factors(row, by=by),
            "have no second factor now.",
        )
