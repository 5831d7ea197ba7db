"""A connection that staff create from what a customer sent."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django import forms

from organizations.identity_providers.catalog import STRATEGIES, Group, Kind, Strategy, Way
from organizations.identity_providers.certificates import (
    dated,
    decoded_certificate,
    read_certificate,
)
from organizations.identity_providers.connection_schema import schema_problems, unknown_options
from organizations.identity_providers.saml_metadata import read_saml_metadata
from organizations.identity_providers.sent_values import dated_values, without_certificate
from organizations.names import CONNECTION_NAME_LENGTH, check_connection_name
from portal import clock
from portal.web.forms import CleanCharField, PairsField, TypedCharField, YesNoField

from .fields import BodyField, field_for, realms_field

AUTH0S_METADATA = 10
# These say whose connection it is.
OURS = ("portal_customer", "portal_connection")
MOST_METADATA = AUTH0S_METADATA - len(OURS)


class NewConnectionForm(forms.Form):
    """What is asked about every new connection."""

    wanted_clients = forms.MultipleChoiceField(
        label="Applications",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Users can sign in to these once you enable the connection, the next step.",
    )
    attach = forms.BooleanField(
        label="For the customer's organization", required=False, initial=True
    )

    def __init__(
        self,
        *args: Any,
        applications: Iterable[tuple[str, str]],
        mapped: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.applications = list(applications)
        self.fields["wanted_clients"].choices = self.applications  # type: ignore[attr-defined]
        if not mapped:
            del self.fields["attach"]

    @property
    def places(self) -> dict[str, str]:
        """Which field asks for what Auth0 calls a property, by its dotted path."""
        raise NotImplementedError

    @property
    def request_body(self) -> dict[str, Any]:
        """What Auth0 is told, from a valid form."""
        raise NotImplementedError

    @property
    def warnings(self) -> list[str]:
        """What of a valid form will stand in the way of signing in."""
        return []


class ConnectionForm(NewConnectionForm):
    """A connection of one strategy of the catalog, in one way to say who the provider is.

    https://auth0.com/docs/api/management/v2/connections/post-connections
    """

    strategies = STRATEGIES

    name = TypedCharField(
        max_length=CONNECTION_NAME_LENGTH,
        validators=[check_connection_name],
        help_text="Can't be changed later. Use letters, digits, and single hyphens.",
    )
    display_name = CleanCharField(
        max_length=128, required=False, help_text="Shown on the login page."
    )
    show_as_button = forms.BooleanField(label="Show a button on the login page", required=False)
    realms = realms_field()
    is_domain_connection = forms.BooleanField(
        label="Domain-level connection",
        required=False,
        help_text="Third-party applications can use it too.",
    )
    metadata = PairsField(
        required=False,
        help_text=f"One key = value per line, up to {MOST_METADATA}. The portal adds two more.",
    )
    authentication = YesNoField(
        label="Authentication",
        otherwise="Auth0's default",
        help_text="Users can sign in with this connection.",
    )
    connected_accounts = YesNoField(
        label="Connected accounts",
        otherwise="Auth0's default",
        help_text="For Token Vault: applications can act at the provider on the user's behalf.",
    )
    cross_app_access = YesNoField(
        label="Cross App Access",
        otherwise="Auth0's default",
        help_text="Only with connected accounts.",
    )

    field_order = ("name", "display_name")
    _LAST = ("wanted_clients", "attach")
    _MORE = (
        *("realms", "is_domain_connection", "metadata"),
        *("authentication", "connected_accounts", "cross_app_access"),
    )

    def __init__(self, *args: Any, strategy: Strategy, way: Way, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.strategy, self.way = strategy, way
        self._options = {option.name: option for option in strategy.options(way)}
        for name, option in self._options.items():
            self.fields[name] = field_for(option, self.applications)

    def first(self) -> Iterator[forms.BoundField]:
        """The fields that are always shown."""
        for name in ("name", "display_name", *self._names(None), *self._LAST):
            if name in self.fields:
                yield self[name]

    def groups(self) -> Iterator[tuple[str, list[forms.BoundField], bool]]:
        """The others: heading, fields, and whether one of them has an error."""
        titled = [(group.value, self._names(group)) for group in Group]
        titled[0][1].append("show_as_button")
        for title, names in (*titled, ("More options", list(self._MORE))):
            fields = [self[name] for name in names]
            if fields:
                yield title, fields, any(field.errors for field in fields)

    def clean_metadata(self) -> dict[str, str]:
        return checked_metadata(self.cleaned_data["metadata"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "client_secret" in self.fields and "client_secret" not in self.errors:
            self._ask_for_secret(cleaned)
        if (
            cleaned.get("cross_app_access") is not None
            and cleaned.get("connected_accounts") is None
        ):
            self.add_error(
                "cross_app_access", "First choose whether the connection is for connected accounts."
            )
        if not self.errors:
            self._check_schema()
        return cleaned

    @property
    def body(self) -> dict[str, Any]:
        """Strategy, options and what else Auth0 is told, from a valid form."""
        found = self.cleaned_data
        options: dict[str, Any] = dict(self.strategy.fixed)
        for name, option in self._options.items():
            value = found[name]
            if value is not None and value not in ("", [], {}):
                for path in option.paths:
                    _put(options, path, value)
        body: dict[str, Any] = {"strategy": self.strategy.strategy, "options": options}
        body |= {
            name: found[name]
            for name in ("display_name", "realms", "metadata", "is_domain_connection")
            if found[name]
        }
        body["show_as_button"] = found["show_as_button"]
        if found["authentication"] is not None:
            body["authentication"] = {"active": found["authentication"]}
        if found["connected_accounts"] is not None:
            body["connected_accounts"] = {"active": found["connected_accounts"]}
            if found["cross_app_access"] is not None:
                body["connected_accounts"]["cross_app_access"] = found["cross_app_access"]
        return body

    @property
    def request_body(self) -> dict[str, Any]:
        return {"name": self.cleaned_data["name"], **self.body}

    @property
    def warnings(self) -> list[str]:
        found: list[str] = []
        for name, option in self._options.items():
            value = self.cleaned_data[name]
            if option.kind == Kind.METADATA_XML:
                found += read_saml_metadata(value).warnings
            elif option.kind == Kind.CERTIFICATE:
                certificate = read_certificate(decoded_certificate(value))
                found.append(dated(certificate, now=clock.now()))
        return [one for one in found if one]

    def _names(self, group: Group | None) -> list[str]:
        return [name for name, option in self._options.items() if option.group == group]

    @property
    def places(self) -> dict[str, str]:
        return {
            f"options.{path}": name
            for name, option in self._options.items()
            for path in option.paths
        }

    def _check_schema(self) -> None:
        places = self.places
        for problem in schema_problems(self.request_body):
            field = next(
                (
                    name
                    for place, name in places.items()
                    if f"{problem.place}.".startswith(f"{place}.")
                ),
                None,
            )
            self.add_error(field, problem.message if field else str(problem))

    def _ask_for_secret(self, cleaned: Mapping[str, Any]) -> None:
        needless = (
            cleaned.get("type") == "front_channel"
            or cleaned.get("token_endpoint_auth_method") == "private_key_jwt"
        )
        if not cleaned.get("client_secret") and not needless:
            self.add_error("client_secret", "This field is required.")


class RawConnectionForm(NewConnectionForm):
    """Any connection that Auth0 knows, as the body of the call that creates it."""

    body = BodyField(
        widget=forms.Textarea(
            attrs={"rows": 20, "spellcheck": "false", "autocomplete": "off", "class": "mono"}
        ),
        help_text="Sent as entered, plus two metadata keys that the portal adds.",
    )

    field_order = ("body",)

    def clean_body(self) -> dict[str, Any]:
        body: dict[str, Any] = self.cleaned_data["body"]
        if problems := schema_problems(body):
            raise forms.ValidationError([str(problem) for problem in problems])
        check_connection_name(body["name"])
        checked_metadata({key: text or "" for key, text in body.get("metadata", {}).items()})
        return body

    @property
    def places(self) -> dict[str, str]:
        return {"": "body", "name": "body", "realm": "body"}

    @property
    def request_body(self) -> dict[str, Any]:
        found: dict[str, Any] = self.cleaned_data["body"]
        return found

    @property
    def warnings(self) -> list[str]:
        body = self.request_body
        return [
            *unknown_options(body),
            *dated_values(body["strategy"], body.get("options", {})),
            *without_certificate(body["strategy"], body.get("options", {})),
        ]


class FindConnection(forms.Form):
    q = CleanCharField(
        label="Exact name or ID",
        required=False,
        max_length=CONNECTION_NAME_LENGTH,
        widget=forms.SearchInput(attrs={"placeholder": "acme-sso or con_…"}),
    )


def checked_metadata(pairs: dict[str, str], *, most: int = MOST_METADATA) -> dict[str, str]:
    """Return the pairs. Raises ValidationError for what Auth0 or the portal cannot keep."""
    if taken := [key for key in pairs if key in OURS]:
        raise forms.ValidationError(f"Remove {' and '.join(taken)}: the portal sets these itself.")
    if len(pairs) > most:
        raise forms.ValidationError(
            f"Enter up to {most} pairs; there are {len(pairs)}. Auth0 allows ten, "
            "including the portal's own."
        )
    if long := [key for key, text in pairs.items() if len(key) > 255 or len(text) > 255]:
        raise forms.ValidationError(f"Shorten “{long[0][:40]}” to 255 characters.")
    return pairs


def _put(options: dict[str, Any], path: str, value: Any) -> None:
    *parents, last = path.split(".")
    for part in parents:
        options = options.setdefault(part, {})
    options[last] = value
