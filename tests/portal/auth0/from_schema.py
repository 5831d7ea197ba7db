"""Hypothesis strategies for the part of JSON Schema that a ticket request is described in."""

from typing import Any

from hypothesis import strategies as st

Json = Any
KNOWN = {
    *("type", "enum", "properties", "required", "additionalProperties", "maxProperties"),
    *("items", "minItems", "minLength", "maxLength", "pattern", "minimum", "maximum"),
    *("description", "x-release-lifecycle"),
}


def from_schema(schema: dict[str, Any]) -> st.SearchStrategy[Json]:
    """Values that `schema` (references resolved) accepts; raises KeyError for what it cannot do."""
    if unknown := schema.keys() - KNOWN:
        raise KeyError(f"No strategy for {sorted(unknown)}")
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    return st.one_of([_of_type(name, schema) for name in types])


def _of_type(name: str, schema: dict[str, Any]) -> st.SearchStrategy[Json]:
    match name:
        case "null":
            return st.none()
        case "boolean":
            return st.booleans()
        case "integer":
            return st.integers(schema.get("minimum"), schema.get("maximum"))
        case "array":
            return st.lists(
                from_schema(schema["items"]), min_size=schema.get("minItems", 0), max_size=4
            )
        case "string":
            return _texts(schema)
        case "object":
            return _objects(schema)
    raise KeyError(f"No strategy for {name}")


def _texts(schema: dict[str, Any]) -> st.SearchStrategy[str]:
    shortest, longest = schema.get("minLength", 0), schema.get("maxLength", 300)
    if "pattern" in schema:
        texts = st.from_regex(schema["pattern"])
        return texts.filter(lambda text: shortest <= len(text) <= longest)
    ends = st.sampled_from([shortest, longest]).flatmap(lambda size: st.just("x" * size))
    return ends | st.text(min_size=shortest, max_size=min(longest, shortest + 20))


def _objects(schema: dict[str, Any]) -> st.SearchStrategy[dict[str, Json]]:
    if "properties" not in schema:
        values = from_schema(schema["additionalProperties"])
        return st.dictionaries(st.text(max_size=5), values, max_size=schema["maxProperties"])
    members = {name: from_schema(one) for name, one in schema["properties"].items()}
    required = set(schema.get("required", []))
    return st.fixed_dictionaries(
        {name: one for name, one in members.items() if name in required},
        optional={name: one for name, one in members.items() if name not in required},
    )
