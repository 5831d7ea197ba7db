"""What a person is told, and a team's channels; and a test of each."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from organizations.forms.account.notifications import ChannelForm, NotificationsForm
from organizations.models import Subscription
from organizations.services import notifications as services
from organizations.views.answers import refusals_as_messages, refusals_on
from portal.actor import Actor
from portal.web import step_up
from portal.web.access import requires
from portal.web.step_up import confirmed

_PAGE = "organizations:notifications"


@require_http_methods(["GET", "HEAD", "POST"])
def notifications(request: HttpRequest) -> HttpResponse:
    by = Actor.staff(request)
    # What customers are called would go there from now on.
    if request.POST.get("place") == "chat" and (asked := step_up.ask(request)):
        return asked
    form = NotificationsForm(request.POST or None, instance=services.subscription_of(by.user))
    if form.is_valid():
        with refusals_on(form):
            services.choose(by.user, **form.choice, by=by)
            messages.success(request, "Notifications saved.")
            return redirect(_PAGE)
    # Not what was typed: what is so.
    kept = services.subscription_of(by.user)
    channels = Subscription.objects.none()
    if request.user.has_perm("organizations.manage_channels"):
        channels = Subscription.objects.filter(user=None).order_by("name", "pk")
    context = {"form": form, "kept": kept, "channels": channels}
    return render(request, "organizations/account/notifications.html", context)


@require_POST
def notifications_test(request: HttpRequest) -> HttpResponse:
    return _test(request, services.subscription_of(Actor.staff(request).user))


@requires("manage_channels")
@require_http_methods(["GET", "HEAD", "POST"])
@confirmed
def channel_new(request: HttpRequest) -> HttpResponse:
    form = ChannelForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form):
            made = services.create_channel(**form.choice, by=Actor.staff(request))
            messages.success(request, f"Channel {made} added. Send a test to check it.")
            return redirect(_PAGE)
    return render(request, "organizations/account/channel_form.html", {"form": form})


@requires("manage_channels")
@require_http_methods(["GET", "HEAD", "POST"])
@confirmed
def channel_edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = _channel(pk)
    name = found.name
    form = ChannelForm(request.POST or None, instance=found)
    if form.is_valid():
        with refusals_on(form):
            services.change_channel(found, **form.choice, by=Actor.staff(request))
            messages.success(request, f"Channel {found} saved.")
            return redirect(_PAGE)
    context = {"form": form, "channel": found, "name": name}
    return render(request, "organizations/account/channel_form.html", context)


@requires("manage_channels")
@require_http_methods(["GET", "HEAD", "POST"])
def channel_delete(request: HttpRequest, pk: int) -> HttpResponse:
    found = _channel(pk)
    if request.method == "POST":
        services.delete_channel(found, by=Actor.staff(request))
        messages.success(request, f"Channel {found} deleted.")
        return redirect(_PAGE)
    return render(request, "organizations/account/channel_delete.html", {"channel": found})


@requires("manage_channels")
@require_POST
def channel_test(request: HttpRequest, pk: int) -> HttpResponse:
    return _test(request, _channel(pk))


def _channel(pk: int) -> Subscription:
    return get_object_or_404(Subscription, pk=pk, user=None)


def _test(request: HttpRequest, found: Subscription) -> HttpResponse:
    with refusals_as_messages(request):
        services.send_test(found)
        by_mail = f"Test email queued for {found.user.email}." if found.user else ""
        messages.success(request, f"{found.place} received the test." if found.service else by_mail)
    return redirect(_PAGE)
