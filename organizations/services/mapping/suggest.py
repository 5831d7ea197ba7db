"""Find the organization that is probably a customer's, in Auth0 as it is now."""

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum

from organizations import auth0_clients
from organizations.models import Customer, Organization, Tenant
from organizations.names import company_words, slug
from portal import auth0
from portal.text.addresses import readable, searchable

# Searches for one list of suggestions; each is a call within the tenant's rate limit.
_SEARCHES = 3
_SHOWN = 20


class Likeness(StrEnum):
    """In what an organization resembles a customer."""

    SAME_NAME = "same_name"
    NAMES_DOMAIN = "names_domain"
    NAMED_IN_FILE = "named_in_file"
    PART_OF_NAME = "part_of_name"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an organization is suggested: what to decide by, and the words for staff."""

    likeness: Likeness
    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Candidate:
    """An organization of the tenant; `holder` is the customer it serves already, if any.

    `reasons` say why it is suggested; empty for a plain search.
    """

    organization: auth0.Organization
    holder: Customer | None = None
    reasons: tuple[Reason, ...] = ()


def search_organizations(tenant: Tenant, text: str) -> list[Candidate]:
    """Return what matches a name, display name or id (`org_…`), best first. Raises Auth0Error.

    https://auth0.com/docs/api/management/v2/organizations/get-organizations-search
    """
    text = text.strip()
    organizations = auth0_clients.auth0(tenant).urgently().organizations
    if re.fullmatch(r"org_\w+", text):
        try:
            found = [organizations.get(text)]
        except auth0.NotFound:
            found = []
    elif text:
        found = list(organizations.search(text, take=_SHOWN).items)
        # The index lags behind by seconds; the look-up by name does not.
        name = text.lower()
        if re.fullmatch(r"[a-z0-9_-]+", name) and all(one.name != name for one in found):
            with suppress(auth0.NotFound):
                found.insert(0, organizations.by_name(name))
    else:
        found = list(organizations.list(per_page=_SHOWN).items)
    return _with_holders(tenant, [(one, ()) for one in found])


def find_organization(tenant: Tenant, text: str) -> Candidate | None:
    """Return the organization with exactly this id (`org_…`) or name; None if there is none.

    Raises Auth0Error.
    https://auth0.com/docs/api/management/v2/organizations/get-name-by-name
    """
    organizations = auth0_clients.auth0(tenant).organizations
    try:
        if re.fullmatch(r"org_\w+", text):
            found = organizations.get(text)
        elif re.fullmatch(r"[a-z0-9_-]+", text.lower()):
            found = organizations.by_name(text.lower())
        else:
            return None
    except auth0.NotFound:
        return None
    return _with_holders(tenant, [(found, (Reason(Likeness.NAMED_IN_FILE, "named in the file"),))])[
        0
    ]


def suggest_organizations(customer: Customer, tenant: Tenant) -> list[Candidate]:
    """Return organizations that resemble the customer by name or domain, most alike first.

    Raises Auth0Error.
    """
    domains = list(customer.domains.values_list("name", flat=True).distinct())
    return organizations_like(customer.name, domains, tenant, urgent=True)


def organizations_like(
    name: str, domains: Sequence[str], tenant: Tenant, *, urgent: bool = False
) -> list[Candidate]:
    """Return organizations that resemble a name or domains, most alike first.

    `urgent`: a person waits. Raises Auth0Error.
    """
    organizations = auth0_clients.auth0(tenant, urgent=urgent).organizations
    found: dict[str, auth0.Organization] = {}
    for word in _search_words(name, domains)[:_SEARCHES]:
        for one in organizations.search(word, take=_SHOWN).items:
            found[one.id] = one
    judged = [(one, _reasons(one, name, domains)) for one in found.values()]
    alike = sorted((pair for pair in judged if pair[1]), key=lambda pair: -len(pair[1]))
    return _with_holders(tenant, alike[:_SHOWN])


def _search_words(name: str, domains: Sequence[str]) -> list[str]:
    """The customer's first real word, then the names in their domains ("acme" of acme.co.uk)."""
    telling = company_words(name)
    return list(dict.fromkeys([*telling[:1], *(_label(domain) for domain in domains)]))


def _reasons(
    organization: auth0.Organization, name: str, domains: Sequence[str]
) -> tuple[Reason, ...]:
    reasons = []
    wanted = slug(name, longest=100, otherwise=name)
    shown = slug(organization.display_name, longest=300, otherwise="")
    if wanted in (organization.name, shown):
        reasons.append(Reason(Likeness.SAME_NAME, "same name"))
    values = {searchable(value).lower() for value in organization.metadata.values()}
    for domain in domains:
        if domain in values or domain in (organization.name, organization.display_name.lower()):
            reasons.append(Reason(Likeness.NAMES_DOMAIN, f"names {readable(domain)}"))
        elif _label(domain) in {*organization.name.split("-"), *shown.split("-")}:
            text = f"name contains “{_label(domain)}”, as in {readable(domain)}"
            reasons.append(Reason(Likeness.PART_OF_NAME, text))
    first = _search_words(name, [])[:1]
    if not reasons and {*first} & {*organization.name.split("-"), *shown.split("-")}:
        reasons.append(Reason(Likeness.PART_OF_NAME, f"name contains “{first[0]}”"))
    return tuple(reasons)


def _label(domain: str) -> str:
    """The name in a domain: "acme" of acme.com and of mail.acme.co.uk."""
    labels = domain.split(".")[:-1]
    # Short labels before the end are registries' (co.uk, com.au), unless nothing else is there.
    while len(labels) > 1 and len(labels[-1]) <= 3:
        labels.pop()
    return labels[-1]


def _with_holders(
    tenant: Tenant, found: "list[tuple[auth0.Organization, tuple[Reason, ...]]]"
) -> list[Candidate]:
    mapped = Organization.objects.filter(
        tenant=tenant, auth0_id__in=[one.id for one, _ in found]
    ).select_related("customer")
    holders = {row.auth0_id: row.customer for row in mapped}
    return [Candidate(one, holders.get(one.id), reasons) for one, reasons in found]
