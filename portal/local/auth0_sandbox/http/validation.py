"""Refuses what the schema refuses, in the words that Auth0 uses."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError, best_match
from jsonschema.protocols import Validator
from jsonschema.validators import extend

from portal.local.auth0_sandbox import schema
from portal.local.auth0_sandbox.bodies import patterns
from portal.local.auth0_sandbox.messages import Row

from . import formats
from .errors import Refused

_Validator = extend(Draft202012Validator, {"pattern": patterns.check})
TYPES = {dict: "object", list: "array", str: "string", bool: "boolean", int: "integer"}


def check_body(method: str, path: str, body: Any) -> None:
    """Raise Refused (400, invalid_body) unless the body is what the call takes."""
    found = schema.body_schema(method, path)
    if found is None:
        return
    if problem := best_match(_validator(_key(found)).iter_errors(body)):
        raise Refused(400, f"Payload validation error: {_words(problem)}", "invalid_body")


def check_part(wanted: Row, value: Any, place: str) -> None:
    """Raise Refused (400, invalid_body) unless a part of a body, at `place`, is as wanted."""
    if problem := best_match(_validator(_key(wanted)).iter_errors(value)):
        problem.path.appendleft(place)
        raise Refused(400, f"Payload validation error: {_words(problem)}", "invalid_body")


def check_query(method: str, path: str, query: dict[str, list[str]]) -> Row:
    """Return the query's values in their types. Raises Refused (400, invalid_query_string)."""
    known = {p["name"]: p for p in schema.parameters(method, path, "query")}
    if unknown := sorted(set(query) - set(known)):
        raise _bad_query(f"'Additional properties not allowed: {','.join(unknown)}'.")
    values = {}
    for name, texts in query.items():
        values[name] = _typed(texts, known[name]["schema"])
        problem = best_match(_validator(_key(known[name]["schema"])).iter_errors(values[name]))
        if problem:
            problem.path.appendleft(name)
            raise _bad_query(_words(problem, known[name].get("description", "")))
    return values


def check_path(method: str, path: str, values: dict[str, str]) -> None:
    """Raise Refused (400, invalid_uri) for an id that cannot be one."""
    for parameter in schema.parameters(method, path, "path"):
        value = values[parameter["name"]]
        problem = best_match(_validator(_key(parameter["schema"])).iter_errors(value))
        if problem:
            problem.path.appendleft(parameter["name"])
            words = _words(problem, parameter.get("description", ""))
            raise Refused(400, f"Path validation error: {words}", "invalid_uri")


def _bad_query(words: str) -> Refused:
    return Refused(400, f"Query validation error: {words}", "invalid_query_string")


def _typed(texts: list[str], wanted: Row) -> Any:
    match wanted.get("type"):
        case "integer" if re.fullmatch("-?[0-9]{1,18}", texts[-1]):
            return int(texts[-1])
        case "boolean" if texts[-1] in ("true", "false"):
            return texts[-1] == "true"
        case "array":
            return texts
        case _:
            return texts[-1]


def _key(found: Row) -> str:
    """Schemas are dicts and cannot be cached by; their place in the document can."""
    if set(found) == {"$ref"}:
        return found["$ref"]
    _inline.setdefault(repr(found), found)
    return repr(found)


_inline: dict[str, Row] = {}


@cache
def _validator(key: str) -> Validator:
    wanted = _inline.get(key, {"$ref": key})
    root = {**wanted, "components": schema.document()["components"]}
    return _Validator(root, format_checker=formats.checker())


def _words(problem: ValidationError, description: str = "") -> str:
    place = _place(problem.absolute_path)
    told = description or (_broken(problem).get("description", "") if place else "")
    told = f" ({told.rstrip('.')})" if told else ""
    where = f" on property {place}" if place else ""
    return f"'{_why(problem)}'{where}{told}."


def _broken(problem: ValidationError) -> Mapping[str, Any]:
    """Return the part of the schema that the value breaks."""
    return problem.schema if isinstance(problem.schema, Mapping) else {}


def _place(path: Iterable[str | int]) -> str:
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}"
    return text.removeprefix(".")


def _why(problem: ValidationError) -> str:
    value: Any = problem.instance
    limit: Any = problem.validator_value
    match problem.validator:
        case "additionalProperties":
            extra = sorted(set(value) - set(_broken(problem).get("properties", {})))
            return f"Additional properties not allowed: {','.join(extra)}"
        case "required":
            return f"Missing required property: {next(n for n in limit if n not in value)}"
        case "type":
            wanted = limit if isinstance(limit, str) else ",".join(limit)
            return f"Expected type {wanted} but found type {_type(value)}"
        case "enum" | "const":
            return f"No enum match for: {value}"
        case "pattern":
            return f"String does not match pattern {limit}: {value}"
        case "format":
            return f"Object didn't pass validation for format {limit}: {value}"
        case "minLength":
            return f"String is too short ({len(value)} chars), minimum {limit}"
        case "maxLength":
            return f"String is too long ({len(value)} chars), maximum {limit}"
        case "minimum":
            return f"Value {value} is less than minimum {limit}"
        case "maximum":
            return f"Value {value} is greater than maximum {limit}"
        case "minItems":
            return f"Array is too short ({len(value)}), minimum {limit}"
        case "maxItems":
            return f"Array is too long ({len(value)}), maximum {limit}"
        case "minProperties":
            return f"Too few properties defined ({len(value)}), minimum {limit}"
        case "maxProperties":
            return f"Too many properties defined ({len(value)}), maximum {limit}"
        case other:
            return f"Data does not match any schemas from '{other}'"


def _type(value: Any) -> str:
    return "null" if value is None else TYPES.get(type(value), "number")
