"""Presets: the request without what a customer adds, and how the portal handles its tickets."""

import re
from collections.abc import Collection, Mapping
from typing import Any, cast

from django import forms

from portal.auth0.ticket_request import Problem, problems
from portal.web.conflicts import Watched
from tickets.forms.ticket.ticket import Choices, TicketForm
from tickets.models import Preset
from tickets.models.policy import RULES

from .ticket import body as request

_CUSTOMERS = frozenset({"name", "display_name", "features"})
_CUSTOMERS |= {"pending_domains", "preverified_domains"}
# Stands for what the customer's connection and organization will be, so that rules can be checked.
_SAMPLE_NAME, _SAMPLE_ORGANIZATION, _SAMPLE_DOMAIN = "acme-sso", "org_" + "0" * 16, "acme.com"


class SettingsForm(Watched, TicketForm):
    """The part of a ticket request that is the same for every customer."""

    membership = forms.BooleanField(
        label="Add users to the customer's organization when they sign in",
        required=False,
    )
    organization_button = forms.BooleanField(
        label="Show as a button on the organization's login page", required=False
    )

    was_name = "settings_was"
    names_organizations = False
    unfit: Mapping[str, frozenset[str]] = {"preset": _CUSTOMERS}

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        settings: Mapping[str, Any],
        offered: Choices,
        custom_domain: str = "",
        allowed_strategies: Collection[str] | None = None,
    ) -> None:
        organization = {"show_as_button": True, **_organization(settings)}
        super().__init__(
            data,
            kind="preset",
            body={key: settings[key] for key in settings if key != "enabled_organizations"},
            offered=offered,
            custom_domain=custom_domain,
            allowed_strategies=allowed_strategies,
        )
        self.initial["membership"] = organization.get("assign_membership_on_login", False)
        self.initial["organization_button"] = organization["show_as_button"]

    @property
    def body(self) -> dict[str, Any]:
        """What the preset keeps. Its one organization has no ID: it is each customer's own."""
        return request.to_body(
            {
                **self.cleaned_data,
                "organizations": [
                    {
                        "assign_membership_on_login": self.cleaned_data["membership"],
                        "show_as_button": self.cleaned_data["organization_button"],
                    }
                ],
            }
        )

    def problems(self) -> list[Problem]:
        """What Auth0 would refuse for a typical customer."""
        body = self.body
        config = body.get("connection_config", {})
        options = {**config.get("options", {}), "domain_aliases": [_SAMPLE_DOMAIN]}
        body["connection_config"] = {"name": _SAMPLE_NAME, **config, "options": options}
        body["enabled_organizations"][0]["organization_id"] = _SAMPLE_ORGANIZATION
        return problems(body, allowed_strategies=self.allowed_strategies)


class PresetForm(Watched, forms.ModelForm):
    """A preset of one tenant; `profiles` are the tenant's, as (id, name)."""

    profile_id = forms.ChoiceField(
        label="Self-service profile",
        help_text="Which identity providers the assistant offers, what data they send, and how it "
        "looks.",
    )

    class Meta:
        model = Preset
        fields = (
            "name",
            "profile_id",
            "connection_name",
            "link_days",
            "confirmation",
            *RULES,
            "is_default",
        )
        labels = {
            "connection_name": "Connection name",
            "link_days": "Links valid for (days)",
            "confirmation": "Confirmation before setup",
            "is_default": "Use as the tenant's default preset",
        }
        help_texts = {
            "link_days": "1 to 30. If the ticket has expired by the time the link is opened, a new "
            "one is created.",
        }
        error_messages = {
            "name": {"unique": "A preset with this name already exists. Choose another name."}
        }

    def __init__(
        self, data: Any = None, *, profiles: Collection[tuple[str, str]], instance: Preset
    ) -> None:
        super().__init__(data, instance=instance)
        offered = dict(profiles)
        if instance.profile_id and instance.profile_id not in offered:
            offered[instance.profile_id] = (
                f"{instance.profile_name or instance.profile_id} (deleted)"
            )
        cast(forms.ChoiceField, self.fields["profile_id"]).choices = list(offered.items())
        self._names = offered

    def clean_connection_name(self) -> str:
        rule: str = self.cleaned_data["connection_name"]
        unknown = set(re.findall(r"\{.*?\}", rule)) - {"{customer}", "{id}"}
        if unknown:
            raise forms.ValidationError(
                f"{', '.join(sorted(unknown))} isn't a placeholder. Use {{customer}} or {{id}}."
            )
        if not re.search(r"\{customer\}|\{id\}", rule):
            raise forms.ValidationError(
                "Include {customer} or {id} so every customer's connection gets its own name."
            )
        return rule

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.instance.profile_name = self._names.get(cleaned.get("profile_id", ""), "")[:100]
        return cleaned


def _organization(settings: Mapping[str, Any]) -> Mapping[str, Any]:
    found = settings.get("enabled_organizations") or [{}]
    return dict(found[0])
