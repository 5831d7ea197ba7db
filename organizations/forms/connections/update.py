"""What staff change about a connection that exists, and what their changes amount to."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from organizations.forms.fields import DayField
from organizations.identity_providers.catalog import IDP_INITIATED, LOGIN_PAGE
from organizations.services.connections.secret_expiry import refused
from organizations.services.connections.update import Change, Changes, Settings
from portal.web.forms import CleanCharField, PairsField

from .create import AUTH0S_METADATA, OURS, checked_metadata
from .fields import field_for

# Only these know sign-ins that start at the identity provider.
_SAML = ("samlp", "pingfederate")
_ICON = next(option for option in LOGIN_PAGE if option.name == "icon_url")
_OPTIONS = {option.name: option for option in (_ICON, *IDP_INITIATED)}
_NONE = "none"


class SecretExpiryForm(forms.Form):
    """The last day of the client secret, as the identity provider shows it."""

    on = DayField(
        label="Client secret expires on",
        help_text="As your customer's identity provider shows it. Leave it empty if it's unknown: "
        "Auth0 doesn't show it.",
    )

    def clean_on(self) -> date | None:
        on: date | None = self.cleaned_data["on"]
        if on and refused(on):
            raise ValidationError(
                "Enter the day on which the secret expires, at most 10 years ahead."
            )
        return on


class ConnectionUpdateForm(forms.Form):
    """Starts from what Auth0 has now; `changes` is the difference.

    https://auth0.com/docs/api/management/v2/connections/patch-connections-by-id
    """

    display_name = CleanCharField(
        max_length=128,
        required=False,
        help_text="Shown on the login page. Leave empty to use the connection's name.",
    )
    show_as_button = forms.BooleanField(label="Show a button on the login page", required=False)
    is_domain_connection = forms.BooleanField(
        label="Domain-level connection",
        required=False,
        help_text="Third-party applications can use it too.",
    )
    metadata = PairsField(
        required=False,
        help_text="One key = value per line. Keys the portal added are kept.",
    )
    clients = forms.MultipleChoiceField(
        label="Applications",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Users can sign in to these with this connection.",
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    field_order = (
        *("display_name", "icon_url", "show_as_button", "clients", "is_domain_connection"),
        *("idp_enabled", "idp_client", "idp_protocol", "idp_query", "metadata"),
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        settings: Settings,
        applications: Iterable[tuple[str, str]],
        names: Mapping[str, str],
    ) -> None:
        """`applications` can be chosen; `names` are those of all, by client id."""
        now = settings.connection
        self._name, offered = now.name, dict(applications)
        initial: dict[str, Any] = {
            "display_name": now.display_name,
            "show_as_button": now.show_as_button,
            "is_domain_connection": now.is_domain_connection,
            "metadata": {key: text for key, text in now.metadata.items() if key not in OURS},
            "clients": list(settings.clients),
            "icon_url": now.icon_url,
            "idp_enabled": now.idp_initiated.enabled,
            "idp_client": now.idp_initiated.client_id,
            "idp_protocol": now.idp_initiated.client_protocol,
            "idp_query": now.idp_initiated.client_authorizequery,
        }
        super().__init__(data, initial=initial)
        self._kept = {key: text for key, text in now.metadata.items() if key in OURS}
        # One that is not offered stays as it is; without a name it was deleted, or there are many.
        kept = {one: names.get(one, one) for one in settings.clients if one not in offered}
        self.fields["clients"].choices = [*offered.items(), *kept.items()]  # type: ignore[attr-defined]
        if now.options_visible:
            self._add_options(offered, names, saml=now.strategy in _SAML)
        self.order_fields(self.field_order)

    def clean_display_name(self) -> str:
        return self.cleaned_data["display_name"] or self._name

    def clean_metadata(self) -> dict[str, str]:
        most = AUTH0S_METADATA - len(self._kept)
        found = checked_metadata(self.cleaned_data["metadata"], most=most)
        sent, gone = self._metadata_sent(found), len(self.initial["metadata"].keys() - found)
        if "metadata" in self.changed_data and len(sent) > AUTH0S_METADATA:
            raise forms.ValidationError(
                f"Auth0 accepts {AUTH0S_METADATA} keys at a time, including removed ones. "
                f"Remove {gone} and save, then add the others."
            )
        return found

    @property
    def places(self) -> dict[str, str]:
        """Which field asks for what Auth0 calls a property, by its dotted path."""
        return {f"options.{option.paths[0]}": name for name, option in _OPTIONS.items()}

    @property
    def changes(self) -> Changes:
        """The difference between what was typed and what Auth0 has, from a valid form."""
        changed = [name for name in self.changed_data if name != "seen"]
        found = self.cleaned_data
        were, are = set(self.initial["clients"]), set(found["clients"])
        fields: dict[str, Any] = {
            name: found[name]
            for name in ("display_name", "show_as_button", "is_domain_connection")
            if name in changed
        }
        if "metadata" in changed:
            fields["metadata"] = self._metadata_sent(found["metadata"])
        options: dict[str, Any] = {}
        for name in changed:
            if name in _OPTIONS:
                _put(options, _OPTIONS[name].paths[0], found[name] if found[name] != "" else None)
        return Changes(
            lines=[self._line(name) for name in changed],
            fields=fields,
            options=options,
            enable=sorted(are - were),
            disable=sorted(were - are),
        )

    def _metadata_sent(self, found: Mapping[str, str]) -> dict[str, str | None]:
        """All keys, so that none is lost; Auth0 takes one out when it is null."""
        gone = {key: None for key in self.initial["metadata"] if key not in found}
        return {**self._kept, **gone, **found}

    def _add_options(
        self, offered: Mapping[str, str], names: Mapping[str, str], *, saml: bool
    ) -> None:
        for name, option in _OPTIONS.items():
            if option is _ICON or saml:
                self.fields[name] = field_for(option, offered.items())
        # What another tool wrote there, or an application that was deleted, stays a choice.
        for name in ("idp_client", "idp_protocol"):
            used, field = self.initial[name], self.fields.get(name)
            if isinstance(field, forms.ChoiceField) and used:
                known = _choices(field)
                if used not in known:
                    field.choices = [*known.items(), (used, names.get(used, used))]

    def _line(self, name: str) -> Change:
        was, becomes = self.initial[name], self.cleaned_data[name]
        return Change(
            name, str(self[name].label), self._shown(name, was), self._shown(name, becomes)
        )

    def _shown(self, name: str, value: Any) -> str:
        field = self.fields[name]
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, dict):
            return ", ".join(f"{key} = {text}" for key, text in value.items()) or _NONE
        if isinstance(field, forms.MultipleChoiceField):
            names = _choices(field)
            return ", ".join(sorted(str(names.get(one, one)) for one in value)) or _NONE
        if isinstance(field, forms.ChoiceField):
            return _choices(field).get(value or "", value or _NONE)
        return str(value) if value else _NONE


def _choices(field: forms.ChoiceField) -> dict[str, str]:
    offered: Any = field.choices
    return dict(offered)


def _put(options: dict[str, Any], path: str, value: Any) -> None:
    *parents, last = path.split(".")
    for part in parents:
        options = options.setdefault(part, {})
    options[last] = value
