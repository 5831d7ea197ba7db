"""The pages of the OpenID provider of `tests.openid_provider`."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def favicon(request: HttpRequest) -> HttpResponse:
    """What every browser asks for; its absence would be an error on the console."""
    return HttpResponse(status=204)


urlpatterns = [
    path("account/", include("allauth.account.urls")),
    path("favicon.ico", favicon),
    path("", include("allauth.idp.urls")),
]
