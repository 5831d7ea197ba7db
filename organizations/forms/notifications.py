"""What a person is told, how often, and about whose customers."""

from typing import Any

from django import forms
from django.utils import timezone

from organizations.models import Subscription
from organizations.models.subscription import Topic

from .fields import time_zones


def _zones() -> list[tuple[str, str]]:
    return [("UTC", "UTC"), *time_zones()[1:]]


class NotificationsForm(forms.ModelForm):
    topics = forms.MultipleChoiceField(
        label="What about",
        choices=Topic.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    time_zone = forms.ChoiceField(
        label="Time zone",
        choices=_zones,
        help_text="The daily email is sent at 8:00 there.",
    )

    class Meta:
        model = Subscription
        fields = ["pace", "whose", "topics", "time_zone"]
        labels = {"pace": "How often", "whose": "Whose customers"}

    field_order = Meta.fields

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            self.initial["topics"] = [topic for topic in Topic if topic != Topic.CHANGED]
            # Where the reader is, as far as their profile or browser told.
            here = timezone.get_current_timezone_name()
            self.initial["time_zone"] = here if here in dict(_zones()) else "UTC"

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("pace") != Subscription.Pace.NEVER and not cleaned.get("topics"):
            self.add_error("topics", "Choose at least one, or “Never” above.")
        return cleaned
