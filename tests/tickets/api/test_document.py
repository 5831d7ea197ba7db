"""The document and its page: complete, valid, and what the pages' security policy allows."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from jsonschema import Draft202012Validator
from pydantic import BaseModel

from organizations.services.api_keys import SCOPES
from portal.api.schemas import In, Out
from tests.api_client import Api, told
from tests.markup import assert_valid


@pytest.fixture
def document(client: Client) -> Any:
    return told(client.get("/api/v1/openapi.json"))


def operations(document: Any) -> Iterator[tuple[str, str, Any]]:
    for path, methods in document["paths"].items():
        for method, one in methods.items():
            yield method, path, one


def test_says_what_each_endpoint_asks_for_and_answers(document: Any) -> None:
    assert document["openapi"].startswith("3.1")
    for method, path, one in operations(document):
        assert one["x-scope"] in SCOPES, path
        assert {"401", "403", "429"} <= {*one["responses"]}, path
        named = {parameter["name"] for parameter in one["parameters"]}
        assert ("Idempotency-Key" in named) == (method == "post"), path


def test_its_schemas_are_json_schema(document: Any) -> None:
    for schema in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_no_two_schemas_have_one_name() -> None:
    """Ninja keeps the last of them without a word."""
    models = {*_below(Out), *_below(In)}

    names = [one.__name__ for one in models]
    assert {name for name in names if names.count(name) > 1} == set()


def _below(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for one in model.__subclasses__():
        # Generic ones are made anew for each kind of row.
        if "[" not in one.__name__:
            yield one
            yield from _below(one)


def test_every_reference_leads_somewhere(document: Any) -> None:
    def walk(part: Any) -> Iterator[str]:
        if isinstance(part, dict):
            yield from [part["$ref"]] if isinstance(part.get("$ref"), str) else []
            for value in part.values():
                yield from walk(value)
        elif isinstance(part, list):
            for value in part:
                yield from walk(value)

    for reference in walk(document):
        found = document
        for name in reference.removeprefix("#/").split("/"):
            found = found[name]


@pytest.mark.django_db
def test_the_page_needs_nothing_that_the_policy_forbids(client: Client) -> None:
    answer = client.get("/api/v1/docs")
    page = answer.content.decode()

    assert_valid(page)
    assert "<script>" not in page
    assert "style=" not in page
    assert "POST /api/v1/tickets" in page
    assert "'self'" in answer["Content-Security-Policy"]


@pytest.mark.django_db
def test_every_scope_opens_something(document: Any) -> None:
    asked = {one["x-scope"] for _method, _path, one in operations(document)}

    # That of Keycard's contract, whose document is Keycard's.
    assert asked == {*SCOPES} - {"sso:read"}


@pytest.mark.django_db
def test_without_a_scope_nothing_opens(document: Any) -> None:
    api = Api("sso:read")
    for method, path, _told in operations(document):
        address = path.replace("{link_id}", "00000000-0000-0000-0000-000000000000")
        while "{" in address:
            address = f"{address[: address.index('{')]}1{address[address.index('}') + 1 :]}"

        assert api.call(method.upper(), address, {}).status_code == 403, path
