"""What the list of customers can be narrowed to."""

from typing import Any

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from organizations import search
from organizations.models import Customer, Stage, Tenant, User
from portal.web.listing.filters import FilterForm, SearchField

_ORDERS = {"": search.BY_NAME, "recent": search.RECENT, "waiting": search.WAITING}


class OwnedFilter(FilterForm):
    """Filters of a list whose rows belong to customers, as one person sees it."""

    owner = forms.ChoiceField(label="Owner", required=False)

    def __init__(self, *args: Any, user: User | AnonymousUser, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        # Who left may still be the owner of customers, which somebody has to find.
        self.fields["owner"].choices = [  # type: ignore[attr-defined]
            ("", "Anyone"),
            ("me", "Me"),
            ("nobody", "No one"),
            *(
                (str(one.pk), str(one) if one.is_active else f"{one} (deactivated)")
                for one in User.objects.order_by("-is_active", "name")
            ),
        ]

    def owned(self, chosen: str, *, by: str = "owner") -> Q:
        """Return the condition for rows whose owner, at the path `by`, is the chosen one."""
        if chosen == "nobody":
            return Q(**{by: None})
        return Q(**{by: self.user if chosen == "me" else int(chosen)})


class CustomerFilter(OwnedFilter):
    """The filters and the order of a list of customers."""

    field_order = ("q", "stage", "tenant", "owner", "show", "sort")

    q = SearchField(placeholder="Name, person, domain, or ID")
    stage = forms.ChoiceField(
        label="Connection stage", required=False, choices=[("", "Any stage"), *Stage.choices]
    )
    tenant = forms.ModelChoiceField(
        Tenant.objects.all(), label="Tenant", required=False, empty_label="Any"
    )
    show = forms.ChoiceField(
        label="Show",
        required=False,
        choices=[
            ("", "Current"),
            ("attention", "Needs attention"),
            ("unmapped", "Not mapped"),
            ("archived", "Archived"),
        ],
    )
    sort = forms.ChoiceField(
        label="Sort",
        required=False,
        choices=[
            ("", "Name"),
            ("recent", "Last changed"),
            ("waiting", "Longest waiting"),
        ],
    )

    def narrow(self) -> QuerySet[Customer]:
        """Return the customers that fit."""
        wanted = self.chosen()
        sort = wanted.pop("sort", "")
        if "owner" in wanted:
            wanted["owner"] = self.owned(wanted["owner"])
        found = search.customers(**wanted)
        return search.waiting(found) if sort == "waiting" else found

    def order(self) -> tuple[str, ...]:
        """Return the order for `portal.web.listing.pagination`."""
        return _ORDERS[self.chosen().get("sort", "")]
