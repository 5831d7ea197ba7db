"""What an error page means, by the company's own texts first, then by the catalogue."""

from organizations.failures import Category, Explanation, Owner, Pattern, Scope, explain_code
from organizations.models import OwnFailure, Tenant


def explain_screen(typed: str, *, tenant: Tenant | None = None) -> Explanation:
    """Return what somebody's screen says means, in the active language. Kept nowhere.

    tenant: whose addresses a remedy may repeat out of the text; without one those of all tenants.
    """
    tenants = [tenant] if tenant else Tenant.objects.filter(active=True)
    hosts = {host for one in tenants for host in (one.domain, one.custom_domain) if host}
    own = [_category(row) for row in OwnFailure.objects.all()]
    return explain_code(typed, hosts=hosts, own=own)


def _category(row: OwnFailure) -> Category:
    return Category(
        id=f"own-{row.pk}",
        patterns=(Pattern(row.fragment),),
        owner=Owner(row.owner),
        scope=Scope.UNKNOWN,
        url="",
        title=row.title,
        explanation="",
        remedy=row.remedy,
        own_texts=row.translations,
    )
