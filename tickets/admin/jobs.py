"""Jobs and their rows: read-only; the staff's pages start, pause and cancel them."""

from django.contrib import admin

from organizations.admin.base import ReadOnlyAdmin
from tickets.models import Job, JobRow


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    about = "Bulk jobs: many customers mapped or invited at once."
    list_display = ("__str__", "kind", "state", "tenant", "size", "created_by", "created_at")
    list_filter = ("state", "kind", "tenant", "created_at")
    list_select_related = ("tenant", "created_by")
    search_fields = ("=pk", "file_name", "created_by__name")


@admin.register(JobRow)
class JobRowAdmin(ReadOnlyAdmin):
    about = "Rows of bulk jobs and what became of them."
    list_display = ("job", "number", "state", "customer", "ticket", "problem", "settled_at")
    list_filter = ("state",)
    list_select_related = ("job", "customer", "ticket")
    search_fields = ("=job__pk", "customer__name", "problem")
