"""The nightly inventory: where Auth0 and the portal do not know of each other."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from organizations.models import Tenant
from portal.web.access import requires
from tickets.models import Inventory


@requires("view_pages")
@require_safe
def inventory(request: HttpRequest) -> HttpResponse:
    tenants = Tenant.objects.filter(active=True).select_related("inventory")
    reports = [_report(tenant) for tenant in tenants]
    return render(request, "tickets/connections/inventory.html", {"reports": reports})


def _report(tenant: Tenant) -> dict[str, Any]:
    # The first comparison of a new tenant is still to come.
    found: Inventory | None = getattr(tenant, "inventory", None)
    differences = found.differences if found else []
    return {
        "tenant": tenant,
        "inventory": found,
        "groups": [
            {"label": kind.label, "rows": rows}
            for kind in Inventory.Kind
            if (rows := [{**one, "act": _act(one)} for one in differences if one["kind"] == kind])
        ],
    }


def _act(difference: dict[str, Any]) -> tuple[str, str]:
    """The step that a difference asks for, as (label, address). It changes nothing by itself."""
    name = difference["name"]
    match difference["kind"]:
        case Inventory.Kind.CONNECTION_MISSING:
            return "New ticket", f"{reverse('tickets:new')}?connection={difference['connection']}"
        case Inventory.Kind.CONNECTION_UNKNOWN:
            # Most are named after the customer: "acme-sso".
            return "Find customer to import it", _customers(name.removesuffix("-sso"))
        case Inventory.Kind.ORGANIZATION_UNKNOWN:
            return "Find customer to map", _customers(name)
        case _:
            return "View customers", _customers(name)


def _customers(text: str) -> str:
    return f"{reverse('customers')}?{urlencode({'q': text})}"
