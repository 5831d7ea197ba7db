"""What the audit trail can be narrowed to."""

from datetime import datetime, time, timedelta

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone

from organizations.models import Event
from organizations.sentences import SENTENCES

_KINDS = [
    ("", "Anybody"),
    ("staff", "Staff"),
    ("customer", "Customers"),
    ("system", "The portal"),
    ("auth0", "Auth0"),
]


class AuditFilter(forms.Form):
    q = forms.CharField(
        label="Search",
        required=False,
        max_length=200,
        widget=forms.SearchInput(attrs={"placeholder": "Person, customer, connection, IP address"}),
    )
    kind = forms.ChoiceField(label="By", required=False, choices=_KINDS)
    about = forms.ChoiceField(label="About", required=False)
    since = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        subjects = sorted({verb.partition(":")[0] for verb in SENTENCES})
        self.fields["about"].choices = [  # type: ignore[attr-defined]
            ("", "Anything"),
            *((one, one.capitalize()) for one in subjects),
        ]

    def narrow(self, events: QuerySet[Event]) -> QuerySet[Event]:
        """Return those that fit; what makes no sense narrows nothing."""
        self.is_valid()
        wanted = self.cleaned_data
        if text := wanted.get("q"):
            events = events.filter(
                Q(actor_name__icontains=text)
                | Q(customer__name__icontains=text)
                | Q(connection__name__icontains=text)
                | Q(target=text)
                | Q(ip=text)
            )
        if kind := wanted.get("kind"):
            events = events.filter(actor_kind=kind)
        if about := wanted.get("about"):
            events = events.filter(verb__startswith=f"{about}:")
        if since := wanted.get("since"):
            events = events.filter(at__gte=_midnight(since))
        if until := wanted.get("until"):
            events = events.filter(at__lt=_midnight(until) + timedelta(days=1))
        return events


def _midnight(day: datetime) -> datetime:
    """The beginning of a day where the reader is."""
    return timezone.make_aware(datetime.combine(day, time.min))
