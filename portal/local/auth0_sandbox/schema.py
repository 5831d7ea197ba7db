"""Auth0's OpenAPI file, and what Auth0 added after it was written."""

import json
from functools import cache
from pathlib import Path

from .bodies import more_calls
from .messages import Row

FILE = Path(__file__).parent / "management-api.openapi.json"
REF = "#/components/schemas/"
# On the reference page of POST /connections, but not in the file.
_MORE_STRATEGIES = ("aol", "flickr", "miicard", "renren", "thecity", "thecity-sandbox", "yammer")


@cache
def document() -> Row:
    """Return the OpenAPI document with the additions."""
    found: Row = json.loads(FILE.read_text())
    _add_newer_fields(found["components"]["schemas"])
    _add_newer_calls(found["paths"])
    return found


def operation(method: str, path: str) -> Row:
    """Return the description of one call. Raises KeyError when Auth0 has no such call."""
    return document()["paths"][path][method.lower()]


def security(method: str, path: str) -> list[str]:
    """Return the scopes of which any one allows the call."""
    for requirement in operation(method, path)["security"]:
        for scopes in requirement.values():
            if scopes:
                return list(scopes)
    return []


def body_schema(method: str, path: str) -> Row | None:
    content = operation(method, path).get("requestBody", {}).get("content", {})
    return content.get("application/json", {}).get("schema")


def resolved(part: Row) -> Row:
    """Return a part of the document, or what it refers to."""
    if "$ref" not in part:
        return part
    found: Row = document()["components"]["schemas"][part["$ref"].removeprefix(REF)]
    return resolved(found)


def parameters(method: str, path: str, place: str) -> list[Row]:
    """Return the parameters of a call: `place` is query, path or header."""
    return [p for p in operation(method, path).get("parameters", []) if p["in"] == place]


def _add_newer_fields(schemas: Row) -> None:
    ticket = schemas["CreateSelfServiceProfileSsoTicketRequestContent"]["properties"]
    ticket["third_party_client_access_config"] = {
        "type": "object",
        "description": "Configuration for Third Party Client Access.",
        "additionalProperties": False,
        "required": ["allow_configuration"],
        "properties": {"allow_configuration": {"type": "boolean"}},
    }
    google = schemas["SelfServiceProfileSsoTicketGoogleWorkspaceConfig"]["properties"]
    google["sync_groups"] = {"type": "boolean"}
    schemas["ConnectionIdentityProviderEnum"]["enum"] += _MORE_STRATEGIES
    for name in ("CreateOrganizationRequestContent", "UpdateOrganizationRequestContent"):
        schemas[name]["properties"]["third_party_client_access"] = {"enum": ["block", "allow"]}
        schemas[name]["properties"]["is_app_entitlement_active"] = {"type": "boolean"}
    client = schemas["CreateClientRequestContent"]
    schemas["UpdateClientRequestContent"] = {**client, "required": []}
    # Withdrawn on 2026-07-13; PATCH /connections/{id}/clients took its place.
    del schemas["UpdateConnectionRequestContent"]["properties"]["enabled_clients"]
    # A receiver on the same machine has no certificate.
    schemas["LogStreamHttpSink"]["properties"]["httpEndpoint"]["pattern"] = "^https?://.*"


def _add_newer_calls(paths: Row) -> None:
    paths |= more_calls.PATHS
    # The file describes it under `search` only; the reference page and every client send `q`.
    paths["/logs"]["get"]["parameters"].append(more_calls.query("q", more_calls.TEXT))
