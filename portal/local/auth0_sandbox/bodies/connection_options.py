"""What `options` must be, by the strategy of a connection, and what Auth0 makes of them.

The OpenAPI file leaves most of them open ("depend on the connection strategy"). Names, types,
nested fields, values and what is required are those of Auth0's SDK (auth0-python 6.8.0,
`types/connection_options_*`), with the limits that its comments and type names tell, kept in
`connection_options.json`: of each group in `oneOfEach` one must be given, and Auth0 misses the
first. Unknown options are taken, as Auth0 does.
"""

import json
from datetime import datetime
from functools import cache
from pathlib import Path

from portal.local.auth0_sandbox.http import validation
from portal.local.auth0_sandbox.http.errors import Refused, invalid_body
from portal.local.auth0_sandbox.messages import Row
from portal.local.auth0_sandbox.tenant import certificates

from . import provider_metadata

FILE = Path(__file__).with_name("connection_options.json")
WELL_KNOWN = "/.well-known/openid-configuration"
# These say nothing of the provider.
COMMON = {
    *("domain_aliases", "icon_url", "non_persistent_attrs", "set_user_root_attributes"),
    *("tenant_domain", "upstream_params"),
}


@cache
def strategies() -> dict[str, Row]:
    """Return `properties`, `required` and `oneOfEach` of each strategy's options."""
    found: dict[str, Row] = json.loads(FILE.read_text())
    return found


def check(strategy: str, options: Row | None, before: Row | None = None) -> None:
    """Raise Refused (400, invalid_body) unless a connection can be made of these.

    Where neither they nor those `before` say anything of the provider (as in the reference's
    examples, which have none), the connection waits for it and nothing is missing yet.
    """
    if options is None or strategy not in strategies():
        return
    known = strategies()[strategy]
    waits = not {*options, *(before or {})} - COMMON
    schema = {
        "type": "object",
        "properties": known["properties"],
        "required": [] if waits else known.get("required", []),
    }
    validation.check_part(schema, options, "options")
    for group in () if waits else known.get("oneOfEach", ()):
        if not any(options.get(name) for name in group):
            raise invalid_body(f"Missing required property: {group[0]}", "options")
    _check_discovery(options.get("discovery_url"))
    for name in ("signingCert", "cert"):
        _check_certificate(options.get(name), name)


def completed(strategy: str, options: Row, now: datetime) -> Row:
    """Return checked options with what Auth0 reads out of the provider's metadata.

    Raises Refused (400, invalid_body) for metadata nobody could sign in with.
    """
    found = {**provider_metadata.read(strategy, options, now), **options}
    if pem := found.get("signingCert"):
        found = {**certificates.describe(pem), **found}
    return found


def _check_discovery(url: str | None) -> None:
    """Auth0 fetches the document; where it is none, there is no issuer in it."""
    if url and not url.partition("?")[0].endswith(WELL_KNOWN):
        raise Refused(400, "options.issuer is missing", "invalid_body")


def _check_certificate(text: str | None, name: str) -> None:
    if not text:
        return
    try:
        certificates.read(text)
    except ValueError:
        raise invalid_body("The certificate cannot be read", f"options.{name}") from None
