"""How a customer signs in at Keycard, where the company uses it as well. Changes nothing."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from organizations import auth0_clients
from organizations.forms.integrations.keycard import KeycardForm
from organizations.models import Customer
from portal.external.keycard import KeycardError
from portal.web.access import requires


@requires("view_pages")
@require_safe
def keycard(request: HttpRequest, pk: int) -> HttpResponse:
    customer = get_object_or_404(Customer, pk=pk)
    client = auth0_clients.keycard()
    if client is None:
        raise Http404
    likely = {"organization": _label(customer)}
    form = KeycardForm(request.GET if "organization" in request.GET else likely)
    context: dict[str, Any] = {"customer": customer, "form": form}
    if form.is_valid():
        context["asked"] = form.cleaned_data["organization"]
        try:
            context["found"] = client.sso_connection(context["asked"])
        except KeycardError as error:
            context["problem"] = str(error)
    return render(request, "organizations/keycard.html", context)


def _label(customer: Customer) -> str:
    """What the customer is probably called there: as their organization in Auth0 is."""
    mapped = customer.organizations.order_by("pk").first()
    return mapped.name if mapped else slugify(customer.name)
