"""The OpenAPI 3.1 document: what ninja finds out, and what every endpoint has in common."""

import copy
from http import HTTPStatus
from typing import Any

from ninja import NinjaAPI

from .problems import MEDIA_TYPE, ProblemOut

_IDEMPOTENCY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
    "description": "If the request is sent again with the same key within 24 hours, it's carried "
    "out once, and the response is the same.",
}
_HEADERS = {
    "X-Request-ID": "The request ID; yours if you sent one.",
    "RateLimit": "What's left of the limit, and the seconds until it resets.",
    "RateLimit-Policy": "How many requests a key can make in how many seconds.",
}
_PROBLEM = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemOut"}}}


def describe(
    method: str, path: str, scope: str, *, auth0: bool, names: bool = False
) -> dict[str, Any]:
    """Return what an endpoint's document says besides its own arguments and answer.

    `auth0`: it asks Auth0; `names`: its body names a record that may not be there.
    """
    problems = [401, 403, 422, 429]
    problems += [404] if names or "{" in path else []
    problems += [400, 409, 413] if method in ("POST", "PUT", "PATCH", "DELETE") else []
    problems += [502, 503] if auth0 else []
    told: dict[str, Any] = {
        "security": [{"key": []}],
        "x-scope": scope,
        "responses": {
            status: {"description": HTTPStatus(status).phrase, "content": _PROBLEM}
            for status in sorted(problems)
        },
    }
    if method == "POST":
        told["parameters"] = [_IDEMPOTENCY]
    # A copy, because ninja adds to what it is given.
    return copy.deepcopy(told)


def document(api: NinjaAPI, prefix: str, examples: dict[str, Any]) -> dict[str, Any]:
    """Return the document of an API at `prefix`; `examples` are answers by operation id."""
    schema: dict[str, Any] = dict(api.get_openapi_schema(path_prefix=prefix))
    components = schema["components"]
    problem = ProblemOut.model_json_schema(ref_template="#/components/schemas/{model}")
    components["schemas"] |= problem.pop("$defs", {}) | {"ProblemOut": problem}
    components["securitySchemes"] = {
        "key": {"type": "http", "scheme": "bearer", "description": "A key that operators create."}
    }
    components["headers"] = {
        name: {"description": text, "schema": {"type": "string"}} for name, text in _HEADERS.items()
    }
    for methods in schema["paths"].values():
        for operation in methods.values():
            _complete(operation, examples.get(operation["operationId"]))
    return schema


def _complete(operation: dict[str, Any], example: Any) -> None:
    operation["description"] = (
        f"{operation.get('description', '')}\n\nScope: `{operation['x-scope']}`".strip()
    )
    if example and "requestBody" in operation and "request" in example:
        operation["requestBody"]["content"]["application/json"]["example"] = example["request"]
    for status, told in operation["responses"].items():
        told["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in _HEADERS}
        if example and str(status) == str(example["status"]) and "content" in told:
            told["content"]["application/json"]["example"] = example["answer"]
