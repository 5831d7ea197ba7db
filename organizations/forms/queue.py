"""The queue of what needs attention: what it's filtered by, and what is done with its items."""

from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db.models import DateField, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from organizations import search
from organizations.models import Attention, Customer, Tenant, User
from organizations.services.attention import MOST
from portal import clock
from portal.web.forms import CleanCharField
from portal.web.listing.filters import FilterForm, SearchField

from .fields import DayField

# Due first, then longest waiting; the last resolved first.
ORDER = ("due", "since", "pk")
LAST_RESOLVED = ("-resolved_at", "-pk")


class QueueFilter(FilterForm):
    """Whose items, of which kind, and whether open, snoozed or resolved."""

    q = SearchField(placeholder="Customer, person, domain or ID")
    kind = forms.ChoiceField(
        label="Kind", required=False, choices=[("", "Any"), *Attention.Reason.choices]
    )
    tenant = forms.ModelChoiceField(
        Tenant.objects.all(), label="Tenant", required=False, empty_label="Any"
    )
    whose = forms.ChoiceField(
        required=False,
        choices=[("", "All"), ("me", "Mine"), ("nobody", "Unowned")],
        widget=forms.HiddenInput,
    )
    show = forms.ChoiceField(
        required=False,
        choices=[("", "Open"), ("snoozed", "Snoozed"), ("resolved", "Resolved")],
        widget=forms.HiddenInput,
    )

    def __init__(self, *args: Any, user: User | AnonymousUser, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def narrow(self) -> QuerySet[Attention]:
        """Return the items that fit, each with `due` to sort by."""
        wanted = self.chosen()
        archived = Customer.objects.filter(archived_at__isnull=False)
        found = Attention.objects.exclude(customer__in=archived)
        found = _in_state(found, wanted.get("show", ""))
        if whose := wanted.get("whose"):
            found = found.filter(self._belongs(whose))
        if kind := wanted.get("kind"):
            found = found.filter(reason=kind)
        if tenant := wanted.get("tenant"):
            found = found.filter(connection__tenant=tenant)
        if q := wanted.get("q"):
            found = found.filter(customer__in=search.customers(q=q).values("pk"))
        never = Value(date.max, output_field=DateField())
        return found.annotate(due=Coalesce("due_on", never, output_field=DateField()))

    def _belongs(self, whose: str) -> Q:
        """An item belongs to whom it's assigned to, else to the owner of its customer."""
        user = self.user if whose == "me" else None
        return Q(assignee=None, customer__owner=user) | (Q(assignee=user) if user else Q(pk=None))


def _in_state(rows: QuerySet[Attention], show: str) -> QuerySet[Attention]:
    if show == "resolved":
        return rows.filter(resolved_at__isnull=False)
    asleep = Q(snoozed_until__gt=clock.now())
    return rows.filter(asleep if show == "snoozed" else ~asleep, resolved_at=None)


class _Keys(forms.Field):
    """The keys of the selected items; what is none of ours is passed over."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> list[int]:
        typed = [one for one in value or [] if one.isascii() and one.isdigit() and len(one) < 16]
        return [int(one) for one in typed]


class QueueForm(forms.Form):
    """One act on the selected items."""

    item = _Keys(error_messages={"required": "Select at least one item first."})
    act = forms.ChoiceField(
        choices=[(one, one) for one in ("resolve", "assign", "snooze", "wake", "due", "reopen")],
        error_messages={"required": "Choose what to do with the selected items."},
    )
    why = CleanCharField(
        label="Why?",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"placeholder": "Why is it resolved?"}),
    )
    assignee = forms.ModelChoiceField(
        User.objects.filter(is_active=True).order_by("name"),
        label="Assignee",
        required=False,
        empty_label="The customer's owner",
    )
    until = DayField(label="Snooze until")
    due = DayField(label="Due date")

    def clean_item(self) -> list[int]:
        keys: list[int] = self.cleaned_data["item"]
        if len(keys) > MOST:
            raise ValidationError(f"Select at most {MOST} items at a time.")
        return keys

    def clean(self) -> None:
        act, until = self.cleaned_data.get("act"), self.cleaned_data.get("until")
        if act == "resolve" and "why" not in self.errors and not self.cleaned_data.get("why"):
            self.add_error("why", "Say in one line why it's resolved.")
        today = timezone.localdate(clock.now())
        if act == "snooze" and "until" not in self.errors and (not until or until <= today):
            self.add_error("until", "Choose a day after today.")


class ResolveForm(forms.Form):
    """Why one item needs nobody any more."""

    why = CleanCharField(
        label="Why?",
        max_length=200,
        help_text="Colleagues see it in the list of resolved items and on the audit log.",
        widget=forms.TextInput(attrs={"autofocus": True}),
        error_messages={"required": "Say in one line why it's resolved."},
    )
