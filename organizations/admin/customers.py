from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from organizations.forms.customers.customers import ContactForm, CustomerForm
from organizations.models import Contact, Customer
from organizations.services import customers
from portal.actor import Actor

from .base import OperatorAdmin, for_each


@admin.register(Customer)
class CustomerAdmin(OperatorAdmin):
    about = "Companies that sign in with their own identity provider."
    form = CustomerForm
    list_display = ["name", "external_id", "owner", "created_at", "updated_at", "archived_at"]
    list_filter = ["owner", ("archived_at", admin.EmptyFieldListFilter)]
    list_select_related = ["owner"]
    search_fields = ["name", "external_id", "domains__name", "contacts__email"]
    address_fields = ["domains__name", "contacts__email"]
    readonly_fields = ["created_at", "updated_at", "archived_at"]
    actions = ["archive", "unarchive"]

    @admin.action(description="Archive")
    def archive(self, request: HttpRequest, rows: QuerySet[Customer]) -> None:
        for_each(
            self, request, rows, lambda row, by: customers.archive_customer(row, by=by), "archived."
        )

    @admin.action(description="Unarchive")
    def unarchive(self, request: HttpRequest, rows: QuerySet[Customer]) -> None:
        for_each(
            self,
            request,
            rows,
            lambda row, by: customers.unarchive_customer(row, by=by),
            "unarchived.",
        )

    def save_model(self, request: HttpRequest, obj: Customer, form: Any, change: bool) -> None:
        by = Actor.staff(request)
        if change:
            customers.change_customer(obj, **form.cleaned_data, by=by)
        else:
            obj.pk = customers.create_customer(**form.cleaned_data, by=by).pk
            obj.refresh_from_db()


class ContactAdminForm(ContactForm):
    class Meta(ContactForm.Meta):
        fields = ["customer", *ContactForm.Meta.fields]


@admin.register(Contact)
class ContactAdmin(OperatorAdmin):
    about = "People at customers who can get links."
    form = ContactAdminForm
    list_display = ["name", "email", "customer", "language", "bounced_at", "opted_out_at"]
    list_filter = ["language", ("bounced_at", admin.EmptyFieldListFilter)]
    list_select_related = ["customer"]
    search_fields = ["name", "email", "customer__name"]
    address_fields = ["email"]
    autocomplete_fields = ["customer"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        kept = ["bounced_at", "opted_out_at", "created_at"]
        # A contact stays with the customer whose links were mailed to them.
        return ["customer", *kept] if obj else kept

    def save_model(self, request: HttpRequest, obj: Contact, form: Any, change: bool) -> None:
        by = Actor.staff(request)
        if change:
            customers.change_contact(obj, **form.cleaned_data, by=by)
        else:
            obj.pk = customers.add_contact(**form.cleaned_data, by=by).pk
            obj.refresh_from_db()
