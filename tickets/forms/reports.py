"""Which setups a report is about, and how it groups them."""

from datetime import date, timedelta
from typing import Any

from django import forms

from organizations.forms.fields import DayField
from organizations.models import Tenant, User
from portal import clock
from portal.web.listing.filters import FilterForm
from tickets.models import Preset
from tickets.services.reports.figures import Grouping, Scope
from tickets.strategies import Strategy

# A report shows the last year unless other days are chosen.
_SPAN = timedelta(days=365)


class ReportFilter(FilterForm):
    since = DayField()
    until = DayField()
    by = forms.ChoiceField(label="Group by", required=False, choices=Grouping.choices)
    provider = forms.ChoiceField(
        label="Identity provider", required=False, choices=[("", "Any"), *Strategy.choices]
    )
    preset = forms.ModelChoiceField(
        Preset.objects.all(), label="Preset", required=False, empty_label="Any"
    )
    tenant = forms.ModelChoiceField(
        Tenant.objects.all(), label="Tenant", required=False, empty_label="Any"
    )
    owner = forms.ChoiceField(label="Owner", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.users = {str(one.pk): one for one in User.objects.order_by("name", "pk")}
        self.fields["owner"].choices = [  # type: ignore[attr-defined]
            ("", "Anyone"),
            ("nobody", "No one"),
            *((key, str(one)) for key, one in self.users.items()),
        ]

    def clean(self) -> None:
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and since > (until or clock.now().date()):
            self.add_error("until", "Choose a date that isn't before “Since”.")

    def scope(self) -> Scope:
        """Return what is chosen; without days, the year up to today."""
        wanted = self.chosen()
        until: date = wanted.get("until") or clock.now().date()
        owner = wanted.get("owner", "")
        return Scope(
            wanted.get("since") or until - _SPAN,
            until,
            tenant=wanted.get("tenant"),
            preset=wanted.get("preset"),
            strategy=wanted.get("provider", ""),
            owner=self.users.get(owner),
            without_owner=owner == "nobody",
        )

    def grouping(self) -> Grouping:
        """Return what the report has a line each for."""
        return Grouping(self.chosen().get("by", Grouping.MONTH))
