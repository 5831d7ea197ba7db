"""What a person, or a team's channel, is told, how often, where, and about whose customers."""

from typing import Any

from django import forms
from django.utils import timezone

from organizations.forms.time_zones import TimeZoneField, zone_names
from organizations.models import Subscription
from organizations.models.staff.subscription import Topic
from portal.web.forms import TypedCharField

_PACE, _WHOSE = Subscription.Pace, Subscription.Whose


def _address_field(label: str, help_text: str) -> TypedCharField:
    return TypedCharField(
        label=label,
        max_length=1000,
        required=False,
        help_text=help_text,
        widget=forms.TextInput(
            attrs={"inputmode": "url", "spellcheck": "false", "autocomplete": "off"}
        ),
    )


class _SubscriptionForm(forms.ModelForm):
    topics = forms.MultipleChoiceField(
        label="What about",
        choices=Topic.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    time_zone = TimeZoneField(
        label="Time zone",
        also=("UTC",),
        help_text="The daily email is sent at 8:00 there.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            self.initial["topics"] = [topic for topic in Topic if topic != Topic.CHANGED]
            # Where the reader is, as far as their profile or browser told.
            here = timezone.get_current_timezone_name()
            self.initial["time_zone"] = here if here in zone_names() else "UTC"

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("pace") != _PACE.NEVER and not cleaned.get("topics"):
            self.add_error("topics", "Choose at least one, or “Never” above.")
        return cleaned


class NotificationsForm(_SubscriptionForm):
    """A person's own."""

    place = forms.ChoiceField(label="Where", widget=forms.RadioSelect)
    address = _address_field(
        "Chat URL",
        "The incoming webhook of a channel in Slack, Teams, Discord, Google Chat, Mattermost, or "
        "Rocket.Chat.",
    )

    class Meta:
        model = Subscription
        fields = ["pace", "whose", "topics", "time_zone"]
        labels = {"pace": "How often", "whose": "Whose customers"}

    # The address is no field of the model's here: what is stored of it is never shown.
    field_order = ["pace", "place", "address", "whose", "topics", "time_zone"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = self.instance
        choices = [("email", "Email"), ("chat", "A chat, at the URL below")]
        if row.service:
            choices.insert(1, ("kept", row.place))
        self.fields["place"].choices = choices  # type: ignore[attr-defined]
        self.initial["place"] = "kept" if row.service else "email"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        missing = not cleaned.get("address") and "address" not in self.errors
        if cleaned.get("place") == "chat" and missing:
            self.add_error("address", "Paste the URL of the chat’s incoming webhook.")
        return cleaned

    @property
    def choice(self) -> dict[str, Any]:
        """What the service takes."""
        wanted = dict(self.cleaned_data)
        typed = wanted.pop("address")
        address = {"email": "", "chat": typed, "kept": None}[wanted.pop("place")]
        return {**wanted, "address": address}


class ChannelForm(_SubscriptionForm):
    """A team's channel."""

    address = _address_field("URL", "The channel’s incoming webhook.")

    class Meta:
        model = Subscription
        fields = ["name", "pace", "whose", "topics", "time_zone"]
        labels = {"pace": "How often", "whose": "Whose customers"}

    field_order = ["name", "address", "pace", "whose", "topics", "time_zone"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True
        whose = [one for one in _WHOSE.choices if one[0] != _WHOSE.MINE]
        self.fields["whose"] = forms.ChoiceField(label="Whose customers", choices=whose)
        if self.instance.pk:
            self.fields["address"].help_text = f"Leave this empty to keep {self.instance.place}."
        else:
            self.fields["address"].required = True
            self.initial["pace"], self.initial["whose"] = _PACE.AT_ONCE, _WHOSE.ALL

    @property
    def choice(self) -> dict[str, Any]:
        """What the services take."""
        return {**self.cleaned_data, "address": self.cleaned_data["address"] or None}
