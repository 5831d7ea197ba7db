"""What a person is told, and a test of it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from organizations.forms.notifications import NotificationsForm
from organizations.models import Subscription
from organizations.services import notifications as services
from portal.actor import Actor

from .answers import refusals_as_messages


@require_http_methods(["GET", "HEAD", "POST"])
def notifications(request: HttpRequest) -> HttpResponse:
    by = Actor.staff(request)
    found = services.subscription_of(by.user)
    form = NotificationsForm(request.POST or None, instance=found)
    if form.is_valid():
        services.choose(by.user, **form.cleaned_data, by=by)
        messages.success(request, "Notifications saved.")
        return redirect("organizations:notifications")
    # Not what was typed: what is so.
    kept = services.subscription_of(by.user)
    context = {"form": form, "kept": kept, "is_on": kept.pace != Subscription.Pace.NEVER}
    return render(request, "organizations/notifications.html", context)


@require_POST
def notifications_test(request: HttpRequest) -> HttpResponse:
    found = services.subscription_of(Actor.staff(request).user)
    with refusals_as_messages(request):
        services.send_test(found)
        messages.success(request, f"Test email queued for {found.user.email}.")
    return redirect("organizations:notifications")
