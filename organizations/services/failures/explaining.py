"""What a message means, by the company's own texts first, then by the catalogue."""

from collections.abc import Sequence

from organizations.failures import (
    Category,
    Explanation,
    Owner,
    Pattern,
    Scope,
    explain,
    explain_code,
)
from organizations.failures.catalog import categories
from organizations.models import OwnFailure, Tenant

# What the outcomes of the company's own texts begin with.
OWN = "own-"


def explain_screen(typed: str, *, tenant: Tenant | None = None) -> Explanation:
    """Return what somebody's screen says means, in the active language. Kept nowhere.

    tenant: whose addresses a remedy may repeat out of the text; without one those of all tenants.
    """
    tenants = [tenant] if tenant else list(Tenant.objects.filter(active=True))
    return explain_code(typed, hosts=_hosts(*tenants), own=own_categories())


def explain_line(
    text: str,
    *,
    tenant: Tenant,
    own: Sequence[Category] | None = None,
    with_link: bool = False,
) -> Explanation:
    """Return what a message in a tenant's log means, in the active language.

    own: `own_categories`, for who asks about many. with_link: beside it stands a link with which
    its reader can mend it.
    """
    found = own_categories() if own is None else own
    return explain(text, hosts=_hosts(tenant), own=found, with_link=with_link)


def titles() -> dict[str, str]:
    """Return what each category is called, by its id; the company's own texts among them."""
    return {one.id: one.title for one in (*categories(), *own_categories())}


def own_categories() -> list[Category]:
    """Return the company's own texts, as entries that are tried before the catalogue."""
    return [_category(row) for row in OwnFailure.objects.all()]


def _hosts(*tenants: Tenant) -> set[str]:
    return {host for one in tenants for host in (one.domain, one.custom_domain) if host}


def _category(row: OwnFailure) -> Category:
    return Category(
        id=f"{OWN}{row.pk}",
        patterns=(Pattern(row.fragment),),
        owner=Owner(row.owner),
        scope=Scope.UNKNOWN,
        url="",
        title=row.title,
        explanation="",
        remedy=row.remedy,
        own_texts=row.translations,
    )
