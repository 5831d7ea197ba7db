"""The language of customers' pages. The desk, signing in and the administration speak English."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation

View = Callable[..., HttpResponseBase]


def in_readers_language(view: View) -> View:
    """Draw a page in the language picked on its switch, else the one the browser asks for."""

    @wraps(view)
    def localized(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        language = translation.get_language_from_request(request)
        with translation.override(language):
            response = view(request, *args, **kwargs)
        response.headers.setdefault("Content-Language", language)
        return response

    return localized


def picked(request: HttpRequest, otherwise: str) -> str:
    """Return the language picked on a page's switch, else `otherwise`."""
    language = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return language if language in dict(settings.LANGUAGES) else otherwise
