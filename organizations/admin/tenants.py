from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from organizations.forms.tenants import TenantForm
from organizations.models import Tenant
from organizations.services import tenants
from portal.actor import Actor

from .base import ConfirmedAdmin, for_each


@admin.register(Tenant)
class TenantAdmin(ConfirmedAdmin):
    """Credentials can be set and never read; what the last check found is shown."""

    about = "Auth0 tenants and the credentials for them."
    form = TenantForm
    list_display = ["name", "domain", "environment", "plan", "active", "checked_at", "works"]
    list_filter = ["environment", "plan", "active"]
    search_fields = ["name", "domain"]
    readonly_fields = ["checked_at", "check_error", "missing_scopes"]
    actions = ["check_permissions"]

    @admin.display(boolean=True, description="works")
    def works(self, tenant: Tenant) -> bool | None:
        if not tenant.checked_at:
            return None
        return not tenant.check_error and not tenant.missing_scopes

    @admin.action(description="Check permissions")
    def check_permissions(self, request: HttpRequest, rows: QuerySet[Tenant]) -> None:
        for_each(self, request, rows, lambda row, by: tenants.check_tenant(row, by=by), "checked.")

    def save_model(self, request: HttpRequest, obj: Tenant, form: Any, change: bool) -> None:
        by = Actor.staff(request)
        if change:
            tenants.change_tenant(obj, **form.changes, by=by)
        else:
            obj.pk = tenants.create_tenant(**form.changes, by=by).pk
            obj.refresh_from_db()
