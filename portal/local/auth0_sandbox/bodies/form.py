"""Bodies in application/x-www-form-urlencoded, which Auth0 takes wherever it takes JSON.

How nested fields are written is not documented. Read are brackets (`connection_config[name]=acme`,
`enabled_clients[]=…`, `enabled_organizations[0][organization_id]=…`), repeated names for lists, and
JSON as the value of an object or a list.
"""

import re
from typing import Any
from urllib.parse import parse_qsl

from portal.local.auth0_sandbox import schema
from portal.local.auth0_sandbox.messages import Row, read_json

TYPE = "application/x-www-form-urlencoded"
_NAME = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)")
# No body that Auth0 takes has fields within so many others.
_DEEPEST = 20


def read(body: bytes, wanted: Row) -> Row:
    """Return the fields in the types that the schema `wanted` gives them. Raises ValueError."""
    fields: Row = {}
    for name, text in parse_qsl(body.decode(), keep_blank_values=True):
        found = _NAME.fullmatch(name)
        if found is None:
            raise ValueError(f"{name} is no field name")
        *parents, last = [found[1], *re.findall(r"\[([^\[\]]*)\]", found[2])]
        if len(parents) > _DEEPEST:
            raise ValueError(f"{name[:60]}… is nested too deeply")
        place = fields
        for parent in parents:
            place = place.setdefault(parent, {})
            if not isinstance(place, dict):
                raise ValueError(f"{name} is a field and holds fields")
        texts = place.setdefault(last, [])
        if not isinstance(texts, list):
            raise ValueError(f"{name} is a field and holds fields")
        texts.append(text)
    typed: Row = _typed(fields, wanted)
    return typed


def _typed(value: Any, wanted: Row) -> Any:
    wanted = schema.resolved(wanted)
    types = wanted.get("type", [])
    items = wanted.get("items", {})
    if isinstance(value, list):
        # Where no list is wanted, the schema refuses a name that is there twice.
        if len(value) > 1 or ("array" in types and not value[0].startswith("[")):
            return [_scalar(text, items) for text in value]
        return _scalar(value[0], wanted)
    if "array" in types:
        return [
            part
            for given in value.values()
            for part in (
                [_scalar(text, items) for text in given]
                if isinstance(given, list)
                else [_typed(given, items)]
            )
        ]
    known, others = wanted.get("properties", {}), wanted.get("additionalProperties")
    rest = others if isinstance(others, dict) else {}
    return {name: _typed(given, known.get(name, rest)) for name, given in value.items()}


def _scalar(text: str, wanted: Row) -> Any:
    types = schema.resolved(wanted).get("type", [])
    if "boolean" in types and text in ("true", "false"):
        return text == "true"
    if "integer" in types and re.fullmatch("-?[0-9]{1,18}", text):
        return int(text)
    if ("object" in types or "array" in types) and text[:1] in ("{", "["):
        return read_json(text.encode())
    return None if "null" in types and not text else text
