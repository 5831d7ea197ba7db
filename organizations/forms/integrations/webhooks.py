"""A webhook: where to, and what it is told; and from when on what failed is sent again."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from organizations.models import WebhookDelivery, WebhookEndpoint
from organizations.services import webhooks
from organizations.services.audit import published
from portal.text.masked_urls import MASK
from portal.web.forms import CleanTextField, TypedCharField
from portal.web.listing.filters import FilterForm


class WebhookForm(forms.ModelForm):
    url = TypedCharField(
        label="URL",
        max_length=500,
        help_text="The receiver's URL, such as https://crm.example.com/hooks.",
        widget=forms.TextInput(attrs={"inputmode": "url", "spellcheck": "false"}),
    )
    kinds = forms.MultipleChoiceField(
        label="All events about",
        choices=lambda: [(f"{kind}.*", kind.capitalize()) for kind in webhooks.kinds()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    single = CleanTextField(
        label="Individual event types",
        required=False,
        max_length=5000,
        help_text="One per line, such as ticket.completed. The API documentation lists all.",
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
    )

    class Meta:
        model = WebhookEndpoint
        fields = ["name", "url", "kinds", "single", "payload", "tenant"]

    field_order = Meta.fields

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tenant: Any = self.fields["tenant"]
        tenant.empty_label = "All tenants"
        if self.instance.pk:
            if MASK in self.instance.url:
                self.fields["url"].help_text = (
                    f"Parts that may be secret are shown as {MASK}. To change the URL, enter all "
                    "of it."
                )
            # Whoever reads there may have learned of one tenant what is not for others.
            del self.fields["tenant"]
            types = self.instance.types
            self.initial["kinds"] = [one for one in types if one.endswith(".*")]
            self.initial["single"] = "\n".join(one for one in types if not one.endswith(".*"))

    def clean_single(self) -> list[str]:
        types = list(dict.fromkeys(self.cleaned_data["single"].split()))
        if unknown := [one for one in types if one not in published.types()]:
            raise ValidationError(
                f"“{unknown[0]}” isn't an event type. The API documentation lists all."
            )
        return types

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not cleaned["kinds"] and not cleaned["single"]:
            self.add_error("kinds", "Select at least one, or enter an event type below.")
        return cleaned

    @property
    def fields_of_endpoint(self) -> dict[str, Any]:
        """What the services take."""
        wanted = dict(self.cleaned_data)
        types = [*wanted.pop("kinds"), *wanted.pop("single")]
        return {**wanted, "types": types}


class DeliveryFilter(FilterForm):
    state = forms.ChoiceField(
        label="State", required=False, choices=[("", "Any"), *WebhookDelivery.State.choices]
    )


class ResendForm(forms.Form):
    since = forms.DateTimeField(
        label="Failed since",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    @property
    def time(self) -> datetime:
        since: datetime = self.cleaned_data["since"]
        return since
