"""What every administration page has in common."""

from collections.abc import Callable, Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import get_fields_from_path
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from organizations.auth0_problems import explain
from organizations.errors import Rejected
from portal.actor import Actor
from portal.auth0 import Auth0Error
from portal.db.international import like_address
from portal.web import step_up


class _KeyedAutocomplete(AutocompleteSelect):
    """Shows what is chosen, and nothing where that is no key: Django would fail to look for it."""

    def optgroups(self, name: str, value: Any, attr: Any = None) -> Any:
        return super().optgroups(name, [one for one in value if self._is_key(one)], attr)

    def _is_key(self, text: str) -> bool:
        key = self.field.target_field
        try:
            key.run_validators(key.to_python(text))
        except ValidationError:
            return False
        return True


class OperatorAdmin(admin.ModelAdmin):
    """For operators. Nothing is deleted here: services know what hangs on what.

    `about` says in one line what the table is for. `address_fields` are those of `search_fields`
    that hold a domain or an address: stored encoded, and looked for as people read them.
    """

    list_per_page = 50
    show_full_result_count = False
    about = ""
    address_fields: Sequence[str] = ()

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._is_operator(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._is_operator(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self._is_operator(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._is_operator(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Filter by what the page offers, and by nothing else.

        Any lookup that narrows a list down would spell out what nobody is shown, such as the hash
        of a password, letter by letter.
        """
        offered = [one[0] if isinstance(one, tuple) else one for one in self.list_filter]
        offered += [self.date_hierarchy] if self.date_hierarchy else []
        return super().lookup_allowed(lookup, value, request) and any(
            lookup == name or lookup.startswith(f"{name}__") for name in offered
        )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        found, repeats = super().get_search_results(request, queryset, search_term)
        if search_term.isascii() or not self.address_fields:
            return found, repeats
        meant = reduce(or_, (self._meant(path, search_term) for path in self.address_fields))
        keys = (rows.order_by().values("pk") for rows in (found, queryset.filter(meant)))
        return queryset.filter(reduce(or_, (Q(pk__in=some) for some in keys))), False

    def _meant(self, path: str, text: str) -> Q:
        field = get_fields_from_path(self.model, path)[-1]
        condition = like_address(field.model, field.name, text)
        way, _, _ = path.rpartition("__")
        rows = field.model._default_manager.order_by().filter(condition)
        return Q(**{f"{way}__in": rows.values("pk")}) if way else condition

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = _KeyedAutocomplete(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Rejected as refused:
            self.message_user(request, refused.message, messages.ERROR)
            return redirect(request.get_full_path())

    @staticmethod
    def _is_operator(request: HttpRequest) -> bool:
        return request.user.has_perm("organizations.manage_tenants")


class ConfirmedAdmin(OperatorAdmin):
    """For roles and credentials: whoever adds or changes one shows who they are."""

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if self.has_view_permission(request) and (asked := step_up.ask(request)):
            return asked
        return super().changeform_view(request, object_id, form_url, extra_context)


class ReadOnlyAdmin(OperatorAdmin):
    """Shows records that only services and Auth0 change."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def for_each(
    page: admin.ModelAdmin,
    request: HttpRequest,
    rows: QuerySet[Any],
    do: Callable[[Any, Actor], object],
    done: str,
) -> None:
    """Call a service for each row and say what became of them; `done` follows the number."""
    count = 0
    for row in rows:
        try:
            do(row, Actor.staff(request))
        except Rejected as refused:
            page.message_user(request, f"{row}: {refused.message}", messages.ERROR)
        except Auth0Error as error:
            page.message_user(request, f"{row}: {explain(error)}", messages.ERROR)
        else:
            count += 1
    if count:
        page.message_user(request, f"{count} {done}", messages.SUCCESS)
