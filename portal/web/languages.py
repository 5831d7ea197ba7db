"""The language of customers' pages. Staff's pages, sign-in and the admin are in English."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation

# Not from a header: those are in upper case.
_LANGUAGE = "portal.language"

View = Callable[..., HttpResponseBase]


def in_readers_language(view: View) -> View:
    """Draw a page in the language picked on its switch, else the one the browser asks for."""

    @wraps(view)
    def localized(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        language = translation.get_language_from_request(request)
        keep_language(request, language)
        with translation.override(language):
            response = view(request, *args, **kwargs)
        response.headers.setdefault("Content-Language", language)
        return response

    return localized


def keep_language(request: HttpRequest, language: str) -> None:
    """Keep the language of a customer's page, for the page that says why it could not be drawn."""
    request.META[_LANGUAGE] = language


def readers_language(request: HttpRequest) -> str:
    """Return the language of the customer's page that a request is for, else English."""
    language: str = request.META.get(_LANGUAGE, settings.LANGUAGE_CODE)
    return language


def picked(request: HttpRequest, otherwise: str) -> str:
    """Return the language picked on a page's switch, else `otherwise`."""
    language = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return language if language in dict(settings.LANGUAGES) else otherwise
