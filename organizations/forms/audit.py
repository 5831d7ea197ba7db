"""What the audit trail can be narrowed to."""

from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet

from organizations.models import Event
from organizations.services.audit import search
from organizations.services.audit.sentences import sentences
from portal.web.listing.filters import FilterForm, SearchField

from .fields import DayField, midnight

_KINDS = [
    ("", "Anyone"),
    ("staff", "Staff"),
    ("api", "API keys"),
    ("customer", "Customers"),
    ("system", "The portal"),
    ("auth0", "Auth0"),
]


class AuditFilter(FilterForm):
    q = SearchField(placeholder="Person, action, customer, ID, or IP address")
    kind = forms.ChoiceField(label="By", required=False, choices=_KINDS)
    about = forms.ChoiceField(label="About", required=False)
    since = DayField()
    until = DayField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        subjects = sorted({verb.partition(":")[0] for verb in sentences()})
        self.fields["about"].choices = [  # type: ignore[attr-defined]
            ("", "Anything"),
            *((one, one.capitalize()) for one in subjects),
        ]

    def clean(self) -> None:
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and until < since:
            self.add_error("until", "Choose a date that isn't before “Since”.")

    def narrow(self, events: QuerySet[Event]) -> QuerySet[Event]:
        """Return those that fit."""
        wanted = self.chosen()
        if kind := wanted.get("kind"):
            events = events.filter(actor_kind=kind)
        if about := wanted.get("about"):
            verbs = [verb for verb in sentences() if verb.startswith(f"{about}:")]
            events = events.filter(verb__in=verbs)
        if since := wanted.get("since"):
            events = events.filter(at__gte=midnight(since))
        if until := wanted.get("until"):
            events = events.filter(at__lt=midnight(until + timedelta(days=1)))
        text = wanted.get("q")
        return search.events(events, text) if text else events
