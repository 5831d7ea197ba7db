"""Rules of one connection: what is mailed when, and when that stops."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from organizations.models import Connection
from portal.actor import Actor
from portal.web.access import requires
from tickets.forms.policy import PolicyForm
from tickets.models import ConnectionPolicy
from tickets.models.policy import RULES
from tickets.services import automation, presets


@requires("issue_tickets")
@require_http_methods(["GET", "HEAD", "POST"])
def policy(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Connection.objects.select_related("customer", "tenant")
    connection = get_object_or_404(rows, pk=pk)
    now = presets.policy_of(connection)
    initial: dict[str, Any] = {name: getattr(now, name) for name in RULES}
    form = PolicyForm(request.POST if request.method == "POST" else None, initial=initial)
    tries = "try" in request.POST
    if form.is_valid() and not tries:
        presets.set_policy(connection, by=Actor.staff(request), **form.cleaned_data)
        messages.success(request, f"Schedule for {connection} saved.")
        return redirect(connection)
    rules = form.instance if form.is_valid() else now
    context = {
        "form": form,
        "tries": tries and form.is_valid(),
        "scheduled": automation.planned_steps(connection, rules=rules),
        "connection": connection,
        "own": isinstance(now, ConnectionPolicy),
    }
    return render(request, "tickets/presets/policy.html", context)


@requires("issue_tickets")
@require_POST
def policy_drop(request: HttpRequest, pk: int) -> HttpResponse:
    connection = get_object_or_404(Connection, pk=pk)
    presets.drop_policy(connection, by=Actor.staff(request))
    messages.success(request, f"Schedule for {connection} reset to the preset.")
    return redirect(connection)
