"""The API's OpenAPI document, and a page to read it."""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from ninja import NinjaAPI

from organizations.services.api_keys import SCOPES
from organizations.services.audit import published
from portal.api.document import document

PREFIX = "/api/v1/"
# Requests and answers that were really made: tests/tickets/api/test_examples.py writes them.
EXAMPLES = Path(__file__).parent / "examples.json"


def openapi(api: NinjaAPI) -> Callable[[HttpRequest], HttpResponse]:
    """Return the view of an API's document."""

    @require_safe
    def view(request: HttpRequest) -> HttpResponse:
        content = json.dumps(described(api), ensure_ascii=False)
        return HttpResponse(content, content_type="application/json")

    return view


@cache
def described(api: NinjaAPI) -> dict[str, Any]:
    """Return the document of an API, with examples."""
    return document(api, PREFIX, json.loads(EXAMPLES.read_text()))


def page(api: NinjaAPI) -> Callable[[HttpRequest], HttpResponse]:
    """Return the view that shows people what an API's document says."""

    @require_safe
    def view(request: HttpRequest) -> HttpResponse:
        operations: dict[str, list[dict[str, Any]]] = {}
        for path, methods in described(api)["paths"].items():
            for method, one in methods.items():
                operations.setdefault(one["tags"][0], []).append(_shown(method, path, one))
        context = {
            "groups": operations.items(),
            "scopes": SCOPES.items(),
            "types": published.types(),
        }
        return render(request, "tickets/api.html", context)

    return view


def _shown(method: str, path: str, told: dict[str, Any]) -> dict[str, Any]:
    body = told.get("requestBody", {}).get("content", {}).get("application/json", {})
    answers = [
        {"status": status, "text": one["description"]} for status, one in told["responses"].items()
    ]
    good = next(iter(told["responses"].values())).get("content", {}).get("application/json", {})
    return {
        "id": told["operationId"],
        "method": method.upper(),
        "path": path,
        "summary": told["summary"],
        "text": told["description"].partition("\n\nScope:")[0],
        "scope": told["x-scope"],
        "parameters": told.get("parameters", []),
        "request": _json(body.get("example")),
        "answer": _json(good.get("example")),
        "answers": answers,
    }


def _json(example: Any) -> str:
    return "" if example is None else json.dumps(example, indent=2, ensure_ascii=False)
