"""“Get a new link”: one page for everybody, so that it cannot tell who was invited."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.views.decorators.http import require_http_methods

from portal.actor import client_ip, client_origin
from portal.web.languages import in_readers_language, keep_language, picked
from portal.web.throttle import allow
from tickets.landing.forms import NewLinkForm
from tickets.services import links

from .visit import calm, page, private

# Requests by visitor and window (seconds).
MOST_REQUESTS = 10
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
    keep_language(request, language)
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
    if not allow(
        f"new-link:{client_origin(request)}", most=MOST_REQUESTS, seconds=WINDOW, if_down=False
    ):
        return page(request, "slow", status=429)
    links.ask_new_link(form.cleaned_data["email"], ip=ip)
    return private(redirect(f"{request.path}?asked&in={translation.get_language()}"))
