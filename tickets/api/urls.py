"""Version 1 of the API, put together: its endpoints, its document, its page."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, re_path
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI

from organizations.api.customers import contacts, customers
from organizations.api.domains import domains
from organizations.api.events import events
from organizations.api.organizations import organizations, tenants
from organizations.api.refusals import tell, tell_all
from organizations.api.webhooks import webhooks
from portal.api.problems import Problem, answer

from .connections import connections
from .documents import openapi, page
from .jobs import jobs
from .links import links, messages
from .presets import presets
from .tickets import tickets

app_name = "api"

api = NinjaAPI(
    title="SSO onboarding",
    version="1",
    description="Take customers from an Auth0 self-service ticket to a live enterprise connection.",
    urls_namespace="api",
    docs_url=None,
    openapi_url=None,
)
tell_all(api)
for resource in (
    *(customers, contacts, tenants, organizations, connections, domains, presets, tickets),
    *(links, messages, jobs, events, webhooks),
):
    api.add_router("", resource.router)


def _by_key(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Ask for no session, and answer as everything here does where the view refuses a method."""

    @csrf_exempt
    @login_not_required
    @wraps(view)
    def answered(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        response = view(request, **kwargs)
        if response.status_code == 405:
            allowed = response.headers.get("Allow", "")
            return answer(
                Problem(
                    405,
                    "method_not_allowed",
                    f"{request.method} isn't supported here. Use {allowed}.",
                    headers={"Allow": allowed},
                )
            )
        return response

    return answered


@csrf_exempt
@login_not_required
def _nothing_here(request: HttpRequest) -> HttpResponse:
    return tell(request, Http404())


def _patterns() -> list[URLPattern]:
    found = []
    for pattern in api.urls[0]:
        if isinstance(pattern, URLPattern) and pattern.name != "api-root":
            pattern.callback = _by_key(pattern.callback)
            found.append(pattern)
    return found


urlpatterns = [
    path("openapi.json", _by_key(openapi(api)), name="openapi"),
    path("docs", _by_key(page(api)), name="docs"),
    *_patterns(),
    re_path("", _nothing_here),
]
