"""What the audit trail can be narrowed to."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone

from organizations import event_search
from organizations.models import Event
from organizations.sentences import SENTENCES
from portal.filters import FilterForm, SearchField

_KINDS = [
    ("", "Anybody"),
    ("staff", "Staff"),
    ("customer", "Customers"),
    ("system", "The portal"),
    ("auth0", "Auth0"),
]


class DayField(forms.DateField):
    """A day that has a midnight in every time zone, which the first and last of all have not."""

    def __init__(self) -> None:
        super().__init__(required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value and not 2000 <= value.year < 3000:
            raise ValidationError("Choose a day from the year 2000 on.")


class AuditFilter(FilterForm):
    q = SearchField(placeholder="Who, what, customer, ID or IP")
    kind = forms.ChoiceField(label="By", required=False, choices=_KINDS)
    about = forms.ChoiceField(label="About", required=False)
    since = DayField()
    until = DayField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        subjects = sorted({verb.partition(":")[0] for verb in SENTENCES})
        self.fields["about"].choices = [  # type: ignore[attr-defined]
            ("", "Anything"),
            *((one, one.capitalize()) for one in subjects),
        ]

    def clean(self) -> None:
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and until < since:
            self.add_error("until", "Choose a day that is not before “since”.")

    def narrow(self, events: QuerySet[Event]) -> QuerySet[Event]:
        """Return those that fit."""
        wanted = self.chosen()
        if kind := wanted.get("kind"):
            events = events.filter(actor_kind=kind)
        if about := wanted.get("about"):
            verbs = [verb for verb in SENTENCES if verb.startswith(f"{about}:")]
            events = events.filter(verb__in=verbs)
        if since := wanted.get("since"):
            events = events.filter(at__gte=_midnight(since))
        if until := wanted.get("until"):
            events = events.filter(at__lt=_midnight(until + timedelta(days=1)))
        text = wanted.get("q")
        return event_search.events(events, text) if text else events


def _midnight(day: date) -> datetime:
    """The beginning of a day where the reader is."""
    return timezone.make_aware(datetime.combine(day, time.min))
