"""The first step of a new ticket: which preset, which connection, who gets the link."""

from typing import Any, cast

from django import forms
from django.conf import settings

from organizations.models import Connection, Contact, Customer, Stage
from portal.text.addresses import readable
from portal.web.forms import CleanCharField, MailboxField
from tickets.models import Preset
from tickets.services.requests.draft import unfinished

# In the place of a key.
NEW = "new"


class PresetChoice(forms.ModelChoiceField):
    """A preset by its name, and by its tenant where there are several."""

    several = False

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} ({obj.tenant.name})" if self.several else str(obj.name)


class StartForm(forms.Form):
    preset = PresetChoice(
        Preset.objects.none(), label="Preset", widget=forms.RadioSelect, empty_label=None
    )
    connection = forms.ChoiceField(label="Connection", widget=forms.RadioSelect, choices=[])
    contact = forms.ChoiceField(
        label="Recipient",
        widget=forms.RadioSelect,
        choices=[],
        error_messages={"required": "Choose who gets the link."},
    )
    name = CleanCharField(
        label="Name", max_length=150, error_messages={"required": "Enter the recipient's name."}
    )
    email = MailboxField(
        label="Email address",
        help_text="The link is sent here.",
        error_messages={"required": "Enter the recipient's email address."},
    )
    language = forms.ChoiceField(
        label="Language",
        choices=settings.LANGUAGES,
        initial="en",
        help_text="Used for the email and the landing page.",
    )

    def __init__(
        self,
        data: Any = None,
        *,
        customer: Customer,
        connection: Connection | None = None,
        may_add: bool,
        initial: dict[str, Any] | None = None,
    ) -> None:
        presets = Preset.objects.filter(tenant__active=True).select_related("tenant")
        if connection:
            presets = presets.filter(tenant=connection.tenant)
        self.presets = list(presets)
        contacts = list(customer.contacts.all())
        connections = list(customer.connections.exclude(stage=Stage.GONE).select_related("tenant"))
        several = len({preset.tenant_id for preset in self.presets}) > 1
        meant = connection or unfinished(connections)
        chosen = {
            "preset": _first(self.presets),
            "contact": _only(contacts) if contacts else NEW,
            "connection": meant.pk if meant else NEW,
            **(initial or {}),
        }
        super().__init__(data, initial=chosen)
        field = cast(PresetChoice, self.fields["preset"])
        field.queryset, field.several = presets, several
        cast(forms.ChoiceField, self.fields["connection"]).choices = [
            (NEW, "A new connection"),
            *((one.pk, f"{one.name} ({one.get_stage_display().lower()})") for one in connections),
        ]
        if not connections:
            del self.fields["connection"]
        people = [(str(one.pk), f"{one.name}, {readable(one.email)}") for one in contacts]
        if may_add:
            people.append((NEW, "Someone else"))
        cast(forms.ChoiceField, self.fields["contact"]).choices = people
        if self.is_bound and self.data.get("contact") != NEW:
            for name in ("name", "email", "language"):
                self.fields[name].required = False
        self.connections = {str(one.pk): one for one in connections}
        self.contacts = {str(one.pk): one for one in contacts}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        preset = cleaned.get("preset")
        connection = self.chosen_connection
        if preset and connection and preset.tenant_id != connection.tenant_id:
            self.add_error(
                "preset",
                f"This preset is for another tenant. Choose one for {connection.tenant}.",
            )
        return cleaned

    @property
    def chosen_connection(self) -> Connection | None:
        """The chosen connection; None for a new one."""
        return self.connections.get(self.cleaned_data.get("connection", NEW))

    @property
    def known_contact(self) -> Contact | None:
        """The chosen contact; None for somebody else."""
        return self.contacts.get(self.cleaned_data["contact"])


def _only(contacts: list[Contact]) -> int | str:
    return contacts[0].pk if len(contacts) == 1 else ""


def _first(presets: list[Preset]) -> int | str:
    default = next((preset.pk for preset in presets if preset.is_default), "")
    return presets[0].pk if len(presets) == 1 else default
