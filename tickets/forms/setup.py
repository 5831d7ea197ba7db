"""A new customer's setup: company, person and preset; then who they are, here and in Auth0."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from organizations.mailboxes import check_own_domain
from organizations.models import Customer, Tenant
from organizations.names import domain_names
from organizations.services.mapping import Candidate
from organizations.services.mapping.suggest import Likeness
from portal.auth0.ticket_request import TicketBody
from portal.web.forms import CleanCharField, MailboxField
from tickets.models import Preset
from tickets.services.requests.setup import NEW_ORGANIZATION, organization_name

from .start import NEW, PresetChoice

_SURE = frozenset({Likeness.SAME_NAME, Likeness.NAMES_DOMAIN})


class _DescribedPreset(PresetChoice):
    def label_from_instance(self, obj: Any) -> str:
        return f"{super().label_from_instance(obj)}: {_in_one_line(obj)}"


class SetupForm(forms.Form):
    company = CleanCharField(
        label="Company", max_length=200, error_messages={"required": "Enter the company's name."}
    )
    domain = CleanCharField(
        label="Email domain",
        max_length=253,
        help_text="The domain of their users' email addresses, like acme.com.",
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocapitalize": "none"}),
        error_messages={"required": "Enter the company's email domain."},
    )
    person = CleanCharField(
        label="Recipient",
        max_length=150,
        help_text="The person who sets up single sign-on there.",
        error_messages={"required": "Enter who gets the link."},
    )
    email = MailboxField(
        label="Recipient's email",
        error_messages={"required": "Enter where the link is emailed to."},
    )
    language = forms.ChoiceField(label="Language", choices=settings.LANGUAGES, initial="en")
    preset = _DescribedPreset(
        Preset.objects.none(), label="Preset", widget=forms.RadioSelect, empty_label=None
    )

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        rows = Preset.objects.filter(tenant__active=True).select_related("tenant")
        self.presets = list(rows)
        super().__init__(data, initial={"preset": _likely(self.presets), **(initial or {})})
        field = cast(PresetChoice, self.fields["preset"])
        field.queryset = rows
        field.several = len({preset.tenant_id for preset in self.presets}) > 1

    def clean_domain(self) -> str:
        names = domain_names(self.cleaned_data["domain"])
        if len(names) != 1:
            raise ValidationError("Enter one domain. You can add others to the customer later.")
        check_own_domain(names[0])
        return names[0]


class WhoForm(forms.Form):
    """Whether the company is here already, and which organization it has in Auth0."""

    customer = forms.ChoiceField(
        label="Is it one of these customers?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the customer, or say that it's a different company."},
    )
    organization = forms.ChoiceField(label="Organization in Auth0", widget=forms.RadioSelect)

    def __init__(
        self,
        data: Any = None,
        *,
        company: str,
        similar: Sequence[Customer],
        candidates: Sequence[Candidate],
        tenant: Tenant,
        chosen: str = "",
    ) -> None:
        self.candidates = list(candidates)
        free = [one for one in self.candidates if one.holder is None]
        sure = (one for one in free if _SURE & {reason.likeness for reason in one.reasons})
        likely = next((one.organization.id for one in sure), NEW_ORGANIZATION)
        super().__init__(data, initial={"customer": chosen, "organization": likely})
        self._similar = {str(one.pk): one for one in similar}
        cast(forms.ChoiceField, self.fields["customer"]).choices = [
            *(
                (key, f"{one} (archived)" if one.archived_at else str(one))
                for key, one in self._similar.items()
            ),
            (NEW, "No, a different company"),
        ]
        if not similar:
            del self.fields["customer"]
        field = cast(forms.ChoiceField, self.fields["organization"])
        field.help_text = f"In {tenant}. A customer that has one there keeps it."
        field.choices = [
            *(
                (
                    one.organization.id,
                    f"{one.organization.name} ({', '.join(map(str, one.reasons))})",
                )
                for one in free
            ),
            (NEW_ORGANIZATION, f"Create “{organization_name(company)}”"),
        ]

    @property
    def existing(self) -> Customer | None:
        """The customer who is here already; None for a new one."""
        return self._similar.get(self.cleaned_data.get("customer", NEW))


def _likely(presets: Sequence[Preset]) -> int | str:
    """The default of a production tenant, else any default, else the only preset."""
    defaults = [one for one in presets if one.is_default]
    live = [one for one in defaults if one.tenant.environment == Tenant.Environment.PRODUCTION]
    only = presets if len(presets) == 1 else ()
    return next((one.pk for one in (*live, *defaults, *only)), "")


def _in_one_line(preset: Preset) -> str:
    body = TicketBody.parse(preset.settings)
    parts = ["single sign-on"]
    if body.verifies:
        parts.append("domain verification")
    if body.provisioning:
        parts.append("provisioning")
    days = "1 day" if preset.link_days == 1 else f"{preset.link_days} days"
    return f"{', '.join(parts)}; link valid for {days}"
