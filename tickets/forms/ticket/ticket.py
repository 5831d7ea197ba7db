"""The form of a ticket request: its fields for each kind of ticket, checked as Auth0 would."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django import forms
from django.http import QueryDict

from organizations.models import Tenant
from organizations.services.tenants.applications import applications
from portal.auth0.ticket_request import Problem, problems
from tickets.models import Ticket
from tickets.services.presets import choices

from . import body as request
from .groups import GROUPS, Group
from .organizations import OrganizationRows, chosen, filled
from .settings import SettingsFields


@dataclass(frozen=True)
class Choices:
    """What a tenant has to choose from: applications as (client id, name), custom domains.

    `names` are those of all its applications, by client id.
    """

    clients: tuple[tuple[str, str], ...] = ()
    custom_domains: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, tenant: Tenant, *, with_organizations: bool) -> "Choices":
        """What Auth0 has to offer, for a setup with organizations or without. Raises Auth0Error."""
        return cls(
            clients=tuple(applications(tenant, with_organizations=with_organizations)),
            names=dict(applications(tenant, with_organizations=False)),
            custom_domains=tuple(choices.assistant_domains(tenant)),
        )

    @classmethod
    def made(cls, data: QueryDict) -> "Choices":
        """What was chosen, where Auth0 does not say what there is."""
        clients = {*data.getlist("clients"), data.get("idp_client", "")} - {""}
        domains = {data.get("custom_domain", "")} - {""}
        return cls(tuple((one, one) for one in sorted(clients)), tuple(domains))


class TicketForm(SettingsFields):
    """The request for a ticket of one kind; `body` is what it starts from."""

    # A ticket names its organizations; a preset takes each customer's own.
    names_organizations = True
    # Fields that a kind of ticket does not have.
    unfit: Mapping[str, frozenset[str]] = {
        Ticket.Kind.CREATE: frozenset({"features"}),
        Ticket.Kind.EDIT: frozenset(
            field
            for field, place in request.PATHS.items()
            if place.startswith("connection_config.")
        ),
    }

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        kind: str,
        body: Mapping[str, Any],
        offered: Choices,
        custom_domain: str = "",
        allowed_strategies: Collection[str] | None = None,
    ) -> None:
        initial = {**request.to_fields(body), "custom_domain": custom_domain}
        super().__init__(data, initial=initial)
        self.kind = kind
        self.connection_id = body.get("connection_id", "")
        self.allowed_strategies = allowed_strategies
        self.organizations = OrganizationRows(
            data, prefix="organizations", initial=initial.get("organizations")
        )
        for name in self.unfit[kind]:
            del self.fields[name]
        self._offer(offered)

    def is_valid(self) -> bool:
        # Both are asked, so that all errors show at once.
        return all([self._organizations_are_valid(), super().is_valid()])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        # Rules between fields mean nothing while a field itself is wrong.
        if not self.errors and self._organizations_are_valid():
            self.show(self.problems())
        return cleaned

    @cached_property
    def body(self) -> dict[str, Any]:
        """The request to Auth0, of cleaned values."""
        body = request.to_body({**self.cleaned_data, "organizations": chosen(self.organizations)})
        if self.kind == Ticket.Kind.EDIT:
            return {"connection_id": self.connection_id, **body}
        return body

    def problems(self) -> list[Problem]:
        """What Auth0 would refuse."""
        return problems(self.body, allowed_strategies=self.allowed_strategies)

    def show(self, found: Collection[Problem]) -> None:
        """Put each problem at the field it is about, in the words of the form."""
        for problem in found:
            field = request.field_for(problem.field)
            if field == "organizations":
                self._show_at_row(problem)
            else:
                self.add_error(field if field in self.fields else None, problem.message)

    def groups(self) -> Iterator[tuple[Group, list[forms.BoundField], Any, bool]]:
        """Each group with its fields here, its organization rows, and whether it has errors."""
        for group in GROUPS:
            fields = [self[name] for name in group.fields if name in self.fields]
            rows = self.organizations if group.organizations and self.names_organizations else None
            wrong = any(field.errors for field in fields)
            if rows is not None:
                wrong = wrong or rows.total_error_count() > 0
            if fields or rows is not None:
                yield group, fields, rows, wrong

    def _organizations_are_valid(self) -> bool:
        return not self.names_organizations or self.organizations.is_valid()

    def _offer(self, offered: Choices) -> None:
        known = dict(offered.clients)
        used = [*self.initial.get("clients", []), self.initial.get("idp_client", "")]
        # An application that was deleted, or that we may not read, stays what it was.
        clients = [
            *known.items(),
            *((one, offered.names.get(one, one)) for one in used if one and one not in known),
        ]
        domains = {*offered.custom_domains, self.initial["custom_domain"]} - {""}
        lists: dict[str, list[tuple[str, str]]] = {
            "clients": clients,
            "idp_client": [("", "Not set"), *clients],
            "custom_domain": [("", "Auth0's default"), *((one, one) for one in sorted(domains))],
        }
        for name, options in lists.items():
            field = self.fields.get(name)
            if isinstance(field, forms.ChoiceField):
                field.choices = options

    def _show_at_row(self, problem: Problem) -> None:
        number, _, field = problem.field.removeprefix("enabled_organizations.").partition(".")
        if not number.isdigit():
            self.add_error(None, problem.message)
            return
        row = filled(self.organizations)[int(number)]
        row.add_error(field if field in row.fields else None, problem.message)
        # A form set remembers the errors it found before; ours would not be seen.
        self.add_error(None, f"Organization {int(number) + 1}: {problem.message}")
