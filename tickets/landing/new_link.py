"""“Send me a new link”: one page for everybody, so that it cannot tell who was invited."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.views.decorators.http import require_http_methods

from portal.actor import client_ip
from portal.languages import in_readers_language, picked
from portal.throttle import allow
from tickets import services
from tickets.forms.customer import NewLinkForm

from .visit import calm, page, private

# Wishes by visitor and window (seconds).
MOST_WISHES = 10
WINDOW = 600


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@in_readers_language
def new_link(request: HttpRequest) -> HttpResponse:
    """Take the address to send a new link to; say the same whatever becomes of it.

    The page that leads here names its language ("in").
    """
    wanted = request.GET.get("in", "")
    known = wanted in dict(settings.LANGUAGES)
    language = picked(request, wanted if known else translation.get_language())
    with translation.override(language):
        response = _answer(request)
    response["Content-Language"] = language
    return response


def _answer(request: HttpRequest) -> HttpResponse:
    if not calm(request):
        return page(request, "slow", status=429)
    form = NewLinkForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return page(request, "new_link", form=form, asked="asked" in request.GET)
    ip = client_ip(request)
    if not allow(f"new-link:{ip}", most=MOST_WISHES, seconds=WINDOW, if_down=False):
        return page(request, "slow", status=429)
    services.ask_new_link(form.cleaned_data["email"], ip=ip)
    return private(redirect(f"{request.path}?asked&in={translation.get_language()}"))
