"""The validator and Auth0's own schema agree, whatever the request: both directions."""

import json
from pathlib import Path

import jsonschema
from hypothesis import given, settings
from hypothesis import strategies as st

import portal
from portal.auth0.ticket_request import problems
from tests.portal.auth0.from_schema import from_schema

SHIPPED = Path(portal.__path__[0]) / "local" / "auth0_sandbox" / "management-api.openapi.json"
PREFIX = "#/components/schemas/"
# The schema names these formats without describing them; facts of real ids and of https do.
FORMATS = {
    "connection-id": {"pattern": r"^con_[A-Za-z0-9]{16}\Z"},
    "organization-id": {"pattern": r"^org_[A-Za-z0-9]{16}\Z"},
    "client-id": {"pattern": r"^[A-Za-z0-9_-]{1,64}\Z"},
    "strict-https-uri-or-null": {"pattern": r"^https://[A-Za-z0-9.-]+(:[0-9]+)?(/[!-~]*)?\Z"},
}

LABEL = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
# Of domains it gives the length alone.
DOMAIN = {"pattern": rf"^({LABEL}\.)+(?![0-9]+\Z){LABEL}\Z"}


def described(node, schemas):
    """The schema with references, formats and Python's reading of `$` resolved."""
    if isinstance(node, list):
        return [described(one, schemas) for one in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return described(schemas[node["$ref"].removeprefix(PREFIX)], schemas)
    node = {key: described(one, schemas) for key, one in node.items() if key != "default"}
    node.update(FORMATS[node.pop("format")] if isinstance(node.get("format"), str) else {})
    if isinstance(node.get("pattern"), str):
        # In JSON Schema `$` is the very end; in Python it is also before a last line feed.
        node["pattern"] = node["pattern"].removesuffix("$") + (
            r"\Z" if node["pattern"].endswith("$") else ""
        )
    return node


def ticket_schema():
    schemas = json.loads(SHIPPED.read_text())["components"]["schemas"]
    # Newer than the file: Auth0's SDK 6.8.0 and the reference page have them.
    google = schemas["SelfServiceProfileSsoTicketGoogleWorkspaceConfig"]["properties"]
    google["sync_groups"] = {"type": "boolean"}
    for name, field in (
        ("ConnectionOptions", "domain_aliases"),
        ("DomainAliasesConfig", "pending_domains"),
    ):
        owner = schemas[f"SelfServiceProfileSsoTicket{name}"]["properties"]
        owner[field]["items"] |= DOMAIN
    ticket = schemas["CreateSelfServiceProfileSsoTicketRequestContent"]
    ticket["properties"]["third_party_client_access_config"] = {
        "type": "object",
        "properties": {"allow_configuration": {"type": "boolean"}},
        "required": ["allow_configuration"],
        "additionalProperties": False,
    }
    return described(ticket, schemas)


SCHEMA = ticket_schema()
AS_DESCRIBED = from_schema(SCHEMA)
SCHEMA_ACCEPTS = jsonschema.Draft202012Validator(SCHEMA).is_valid


def documentation_allows(body):
    """The cross-field rules of the documentation, written down a second time."""
    config = body.get("connection_config", {})
    aliases = (config.get("options") or {}).get("domain_aliases") or []
    domains = body.get("domain_aliases_config", {})
    verifies = domains.get("domain_verification", "none") != "none"
    organizations = len(body.get("enabled_organizations", []))
    its_own = organizations == 0 and "connection_id" in body
    features = body.get("enabled_features")
    provisioning = body.get("provisioning_config")
    google = (provisioning or {}).get("google_workspace", {})
    return all(
        [
            ("connection_id" in body) != ("connection_config" in body),
            features is None or (True in features.values() and "connection_id" in body),
            provisioning is not None or not (features or {}).get("provisioning"),
            verifies or not domains.get("pending_domains"),
            not body.get("use_for_organization_discovery")
            or ((organizations == 1 or its_own) and (verifies or len(aliases) > 0)),
            provisioning is None or "scopes" in provisioning or "google_workspace" in provisioning,
            google.get("sync_users") or not google.get("sync_groups"),
            "third_party_client_access_config" not in body
            or not config.get("is_domain_connection"),
        ]
    )


# What the cross-field rules are about: without these a create or edit request breaks none.
ENTANGLED = [
    "enabled_features",
    "use_for_organization_discovery",
    "domain_aliases_config",
    "provisioning_config",
    "third_party_client_access_config",
]


@st.composite
def accepted(draw):
    """A request that the schema accepts; two of three obey the cross-field rules as well."""
    body = draw(AS_DESCRIBED)
    kind = draw(st.sampled_from(["any", "create", "edit"]))
    if kind == "any":
        return body
    if kind == "create":
        body.pop("connection_id", None)
        body.setdefault("connection_config", {"name": "acme-sso"})
    else:
        body.pop("connection_config", None)
        body.setdefault("connection_id", "con_Gx1ibSDhe0IJ8e0U")
    for name in draw(st.permutations(ENTANGLED)):
        if not documentation_allows(body):
            body.pop(name, None)
    return body


@st.composite
def bent(draw):
    """A request that the schema accepts, with something else in one of its places."""
    body = draw(accepted())
    place = body
    while place:
        name = draw(st.sampled_from([*place]))
        inner = place[name]
        if isinstance(inner, dict) and inner and draw(st.booleans()):
            place = inner
            continue
        place[name] = draw(
            st.none()
            | st.booleans()
            | st.integers(-1, 432_001)
            | st.text(max_size=300)
            | st.lists(st.text(max_size=3) | st.integers(), max_size=2)
            | st.dictionaries(st.text(max_size=3), st.booleans() | st.text(), max_size=11)
        )
        break
    if draw(st.integers(0, 9)) == 0:
        place[draw(st.text(max_size=8))] = True
    return body


THOROUGH = settings(max_examples=200, deadline=None, derandomize=True)


@THOROUGH
@given(accepted())
def test_problems_agrees_with_schema_and_documentation(body):
    assert SCHEMA_ACCEPTS(body)
    assert (problems(body) == []) == documentation_allows(body), problems(body)


@THOROUGH
@given(bent())
def test_problems_lets_nothing_pass_that_the_schema_refuses(body):
    assert SCHEMA_ACCEPTS(body) or problems(body)


@THOROUGH
@given(bent())
def test_problems_finds_none_where_schema_and_documentation_find_none(body):
    if SCHEMA_ACCEPTS(body) and documentation_allows(body):
        assert problems(body) == []


def test_the_generated_requests_are_good_and_bad():
    seen = {"allowed": 0, "refused": 0, "bent": 0}

    @settings(THOROUGH, max_examples=60)
    @given(accepted(), bent())
    def count(body, other):
        seen["allowed" if documentation_allows(body) else "refused"] += 1
        seen["bent"] += not SCHEMA_ACCEPTS(other)

    count()

    assert min(seen.values()) >= 5
