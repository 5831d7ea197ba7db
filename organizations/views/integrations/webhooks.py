"""Webhooks: the list, one with its deliveries, a new one, and what can be done with each."""

from datetime import datetime, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organizations.forms.integrations.webhooks import DeliveryFilter, ResendForm, WebhookForm
from organizations.models import WebhookDelivery, WebhookEndpoint
from organizations.services import webhooks as services
from organizations.views.answers import refusals_as_messages, refusals_on
from portal import clock
from portal.actor import Actor
from portal.web.access import requires
from portal.web.listing.lists import listing
from portal.web.step_up import confirmed


@requires("manage_webhooks")
@require_safe
def webhooks(request: HttpRequest) -> HttpResponse:
    rows = WebhookEndpoint.objects.select_related("tenant")
    return render(
        request,
        "organizations/webhooks/webhooks.html",
        listing(request, rows, ["-created_at", "-pk"]),
    )


@requires("manage_webhooks")
@require_safe
def webhook(request: HttpRequest, pk: int) -> HttpResponse:
    """One with its deliveries, which a state narrows."""
    return _page(request, get_object_or_404(WebhookEndpoint, pk=pk))


@requires("manage_webhooks")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@confirmed
def webhook_new(request: HttpRequest) -> HttpResponse:
    """Ask where to and what about, then show the secret: this once and never again."""
    form = WebhookForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form):
            endpoint, secret = services.create_endpoint(
                **form.fields_of_endpoint, by=Actor.staff(request)
            )
            return _shown_once(request, endpoint, secret)
    return render(request, "organizations/webhooks/webhook_form.html", {"form": form})


@requires("manage_webhooks")
@require_http_methods(["GET", "HEAD", "POST"])
@confirmed
def webhook_edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(WebhookEndpoint, pk=pk)
    name = found.name
    form = WebhookForm(request.POST or None, instance=found)
    if form.is_valid():
        with refusals_on(form):
            services.change_endpoint(found, **form.fields_of_endpoint, by=Actor.staff(request))
            return redirect(found)
    context = {"form": form, "endpoint": found, "name": name}
    return render(request, "organizations/webhooks/webhook_form.html", context)


@requires("manage_webhooks")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@confirmed
def webhook_rotate(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(WebhookEndpoint, pk=pk)
    if request.method == "POST":
        return _shown_once(request, found, services.rotate_secret(found, by=Actor.staff(request)))
    return render(request, "organizations/webhooks/webhook_rotate.html", {"endpoint": found})


@requires("manage_webhooks")
@require_http_methods(["GET", "HEAD", "POST"])
def webhook_delete(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(WebhookEndpoint, pk=pk)
    if request.method == "POST":
        services.delete_endpoint(found, by=Actor.staff(request))
        messages.success(request, f"{found} deleted.")
        return redirect("organizations:webhooks")
    return render(request, "organizations/webhooks/webhook_delete.html", {"endpoint": found})


@requires("manage_webhooks")
@require_POST
def webhook_disable(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(WebhookEndpoint, pk=pk)
    services.disable_endpoint(found, by=Actor.staff(request))
    messages.success(request, f"{found} turned off. No more events are sent to it.")
    return redirect(found)


@requires("manage_webhooks")
@require_POST
@confirmed
def webhook_enable(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(WebhookEndpoint, pk=pk)
    services.enable_endpoint(found, by=Actor.staff(request))
    messages.success(request, f"{found} turned on. Events from now on are sent to it.")
    return redirect(found)


@requires("manage_webhooks")
@require_POST
def webhook_test(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(WebhookEndpoint, pk=pk)
    with refusals_as_messages(request):
        delivery = services.send_test(found, by=Actor.staff(request))
        messages.success(request, "Test event queued.")
        return redirect("organizations:webhook_delivery", found.pk, delivery.pk)
    return redirect(found)


@requires("manage_webhooks")
@require_POST
@confirmed
def webhook_resend(request: HttpRequest, pk: int) -> HttpResponse:
    """Send again all that failed since a time."""
    found = get_object_or_404(WebhookEndpoint, pk=pk)
    form = ResendForm(request.POST)
    if not form.is_valid():
        return _page(request, found, resend=form)
    with refusals_as_messages(request):
        count = services.resend_failed(found, since=form.time, by=Actor.staff(request))
        messages.success(
            request, f"Resending {count} failed {'delivery' if count == 1 else 'deliveries'}."
        )
    return redirect(found)


@requires("manage_webhooks")
@require_safe
def webhook_delivery(request: HttpRequest, pk: int, delivery_pk: int) -> HttpResponse:
    """What is sent, and what each attempt was answered."""
    found = _delivery(pk, delivery_pk)
    context = {
        "delivery": found,
        "endpoint": found.endpoint,
        "message_id": services.id_of(found),
        "body": services.body_of(found),
        # The latest first; times come out of JSON as text.
        "attempts": [
            {**one, "at": datetime.fromisoformat(one["at"])} for one in reversed(found.attempts)
        ],
    }
    return render(request, "organizations/webhooks/webhook_delivery.html", context)


@requires("manage_webhooks")
@require_POST
@confirmed
def webhook_delivery_resend(request: HttpRequest, pk: int, delivery_pk: int) -> HttpResponse:
    found = _delivery(pk, delivery_pk)
    with refusals_as_messages(request):
        services.resend(found, by=Actor.staff(request))
        messages.success(request, "Delivery queued again.")
    return redirect("organizations:webhook_delivery", pk, delivery_pk)


def _page(
    request: HttpRequest, found: WebhookEndpoint, *, resend: ResendForm | None = None
) -> HttpResponse:
    form = DeliveryFilter(request.GET)
    rows = found.deliveries.filter(**form.chosen())
    context = {
        **listing(request, rows, ["-pk"], form=form),
        "endpoint": found,
        "resend": resend or ResendForm(initial={"since": clock.now() - timedelta(days=1)}),
    }
    return render(request, "organizations/webhooks/webhook.html", context)


def _delivery(pk: int, delivery_pk: int) -> WebhookDelivery:
    rows = WebhookDelivery.objects.select_related("endpoint", "event__event")
    return get_object_or_404(rows, pk=delivery_pk, endpoint=pk)


def _shown_once(request: HttpRequest, endpoint: WebhookEndpoint, secret: str) -> HttpResponse:
    context = {"endpoint": endpoint, "secret": secret}
    return render(request, "organizations/webhooks/webhook_made.html", context)
