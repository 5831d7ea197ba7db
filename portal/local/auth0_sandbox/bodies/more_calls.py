"""Calls of the Management API that the OpenAPI file does not describe.

Written from Auth0's reference pages and from what its SDKs send; Auth0's deploy CLI makes them.
https://auth0.com/docs/api/management/v2
"""

from typing import Any

Row = dict[str, Any]

TEXT: Row = {"type": "string"}
FLAG: Row = {"type": "boolean"}
_CLIENT_CHANGES: Row = {"$ref": "#/components/schemas/UpdateClientRequestContent"}
_ORGANIZATION_USAGE: Row = {"type": "string", "enum": ["deny", "allow", "require"]}
_SCOPE: Row = {"type": "array", "items": {"type": "string", "minLength": 1, "maxLength": 280}}
_GRANT_SETTINGS: Row = {
    "scope": _SCOPE,
    "organization_usage": _ORGANIZATION_USAGE,
    "allow_any_organization": FLAG,
}


def query(name: str, schema: Row) -> Row:
    return {"name": name, "in": "query", "schema": schema}


_CHECKPOINT = [
    query("take", {"type": "integer", "minimum": 1, "maximum": 100}),
    query("from", TEXT),
]
_OFFSET = [
    query("page", {"type": "integer", "minimum": 0}),
    query("per_page", {"type": "integer", "minimum": 1, "maximum": 100}),
    query("include_totals", FLAG),
]
_FIELDS = [query("fields", TEXT), query("include_fields", FLAG)]


def _call(scope: str, summary: str, *parameters: Row, body: Row | None = None) -> Row:
    described: Row = {
        "summary": summary,
        "security": [{"oAuth2ClientCredentials": [scope]}],
        "parameters": [*parameters],
    }
    if body is not None:
        described["requestBody"] = {"content": {"application/json": {"schema": body}}}
    return described


def _object(properties: Row, *required: str) -> Row:
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
        "required": [*required],
    }


PATHS: dict[str, Row] = {
    "/organizations/search": {
        "get": _call(
            "read:organizations",
            "Search organizations",
            *_CHECKPOINT,
            query("q", TEXT),
            query("parser", {"enum": ["lucene", "scim"]}),
            query("sort", {"enum": ["name", "display_name", "created_at"]}),
        )
    },
    "/clients/{id}": {
        "get": _call("read:clients", "Get a client by ID", *_FIELDS),
        "patch": _call("update:clients", "Update a client", body=_CLIENT_CHANGES),
        "delete": _call("delete:clients", "Delete a client"),
    },
    "/client-grants": {
        "get": _call(
            "read:client_grants",
            "Get client grants",
            *_OFFSET,
            *_CHECKPOINT,
            query("audience", TEXT),
            query("client_id", TEXT),
            query("allow_any_organization", FLAG),
            query("subject_type", {"enum": ["client", "user"]}),
            query("default_for", TEXT),
        ),
        "post": _call(
            "create:client_grants",
            "Create client grant",
            body=_object(
                {"client_id": TEXT, "audience": TEXT, **_GRANT_SETTINGS}, "client_id", "audience"
            ),
        ),
    },
    "/client-grants/{id}": {
        "patch": _call(
            "update:client_grants", "Update client grant", body=_object(_GRANT_SETTINGS)
        ),
        "delete": _call("delete:client_grants", "Delete client grant"),
    },
    "/organizations/{id}/client-grants": {
        "get": _call(
            "read:organization_client_grants",
            "Get client grants associated to an organization",
            *_OFFSET,
            query("audience", TEXT),
            query("client_id", TEXT),
        ),
        "post": _call(
            "create:organization_client_grants",
            "Associate a client grant with an organization",
            body=_object({"grant_id": TEXT}, "grant_id"),
        ),
    },
    "/organizations/{id}/client-grants/{grant_id}": {
        "delete": _call(
            "delete:organization_client_grants", "Remove a client grant from an organization"
        )
    },
    "/connections-directory-provisionings": {
        "get": _call(
            "read:directory_provisionings",
            "Get directory provisioning configurations",
            *_CHECKPOINT,
        )
    },
    "/event-streams": {"get": _call("read:event_streams", "Get event streams", *_CHECKPOINT)},
    "/event-streams/{id}": {"get": _call("read:event_streams", "Get an event stream by ID")},
    "/rules": {"get": _call("read:rules", "Get rules", *_OFFSET, *_FIELDS, query("enabled", FLAG))},
}
