"""The kept part of Auth0's OpenAPI file, and what it says about bodies."""

import json
from pathlib import Path
from typing import Any

import pytest

from organizations.identity_providers import connection_schema
from organizations.identity_providers.connection_schema import schema_problems
from portal.local.auth0_sandbox import schema
from tests.reference.documents import document

# Says nothing that is checked.
SAID = ("description", "default", "format", "example")


def extracted() -> dict[str, Any]:
    """Cut the schema of POST /connections, with all that it refers to, out of the whole file."""
    schemas = schema.document()["components"]["schemas"]
    kept: dict[str, Any] = {}

    def bare(node: Any) -> Any:
        if isinstance(node, list):
            return [bare(one) for one in node]
        if not isinstance(node, dict):
            return node
        if "$ref" in node:
            name = node["$ref"].removeprefix(schema.REF)
            if name not in kept:
                kept[name] = None
                kept[name] = bare(schemas[name])
            return {"$ref": f"#/$defs/{name}"}
        return {
            key: {name: bare(one) for name, one in value.items()}
            if key == "properties"
            else bare(value)
            for key, value in node.items()
            if key not in SAID and not key.startswith("x-")
        }

    root = bare(schemas["CreateConnectionRequestContent"])
    kept["ConnectionIdentityProviderEnum"]["enum"].sort()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **root, "$defs": kept}


def test_is_the_part_of_auth0s_file_that_the_call_needs() -> None:
    kept = Path(connection_schema.__file__).with_name("connection_schema.json").read_text()

    assert json.loads(kept) == extracted()


@pytest.mark.parametrize("strategy", document("create-connection")["strategies"])
def test_takes_every_strategy_of_the_reference(strategy: str) -> None:
    assert schema_problems({"name": "acme-sso", "strategy": strategy, "options": {"any": 1}}) == []


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"name": "a"}, "strategy is missing."),
        ({}, "name, strategy is missing."),
        ({"name": "a", "strategy": "saml"}, """strategy: "saml" isn't one of ad, adfs"""),
        ({"name": "a b", "strategy": "ad"}, "name: 'a b' does not match"),
        ({"name": "a", "strategy": "ad", "option": {}}, "Auth0 doesn't support option here."),
        ({"name": "a", "strategy": "ad", "realms": [1]}, "realms[0]: 1 isn't of type string."),
        (
            {"name": "a", "strategy": "ad", "display_name": "x" * 129},
            "display_name: Shorten this to 128 characters; it has 129 now.",
        ),
        (
            {"name": "a", "strategy": "ad", "metadata": {str(n): "" for n in range(11)}},
            "metadata: Keep up to 10; there are 11.",
        ),
        (
            {"name": "a", "strategy": "ad", "authentication": {}},
            "authentication: active is missing.",
        ),
        (
            {"name": "a", "strategy": "ad", "options": {"set_user_root_attributes": "maybe"}},
            """options.set_user_root_attributes: "maybe" isn't one of""",
        ),
    ],
)
def test_says_what_auth0_would_refuse(body: dict[str, Any], told: str) -> None:
    assert str(schema_problems(body)[0]).startswith(told)
