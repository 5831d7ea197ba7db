"""What `options` must be, by the strategy of an enterprise connection.

The OpenAPI file leaves them open ("depend on the connection strategy"). Names, types, limits and
what is required are those of Auth0's SDK (auth0-python 6.8.0, `types/connection_options_*`); what
its comments say in words only is in PARTS and below. Unknown options are taken, as Auth0 does.
"""

from portal.local.auth0_sandbox.http import validation
from portal.local.auth0_sandbox.http.errors import Refused, invalid_body
from portal.local.auth0_sandbox.messages import Row
from portal.local.auth0_sandbox.tenant import certificates

WELL_KNOWN = "/.well-known/openid-configuration"


def _text(most: int, least: int = 0) -> Row:
    return {"type": ["string", "null"], "minLength": least, "maxLength": most}


def _url(most: int) -> Row:
    return {**_text(most, 8), "format": "uri", "pattern": "^https://.*"}


def _one_of(*values: str) -> Row:
    return {"enum": [*values, None]}


def _list(most: int, items: Row) -> Row:
    return {"type": ["array", "null"], "maxItems": most, "items": items}


FLAG: Row = {"type": ["boolean", "null"]}
OBJECT: Row = {"type": ["object", "null"]}
ALIASES = _list(1000, {"type": "string", "minLength": 1, "maxLength": 255})
COMMON: Row = {
    "domain_aliases": ALIASES,
    "icon_url": _url(255),
    "non_persistent_attrs": _list(1000, {"type": "string"}),
    "set_user_root_attributes": _one_of("on_each_login", "on_first_login", "never_on_login"),
    "tenant_domain": _text(255),
    "upstream_params": OBJECT,
}
OIDC: Row = {
    **COMMON,
    "client_id": {"type": "string", "minLength": 1, "maxLength": 255},
    "client_secret": _text(512),
    "authorization_endpoint": _url(2048),
    "token_endpoint": _url(2048),
    "userinfo_endpoint": _url(2048),
    "jwks_uri": _url(2048),
    "issuer": _url(2048),
    "scope": _text(255, 6),
    "oidc_metadata": OBJECT,
    "attribute_map": OBJECT,
    "connection_settings": OBJECT,
    "send_back_channel_nonce": FLAG,
    "token_endpoint_auth_method": _one_of("client_secret_post", "private_key_jwt"),
}
SAML: Row = {
    **COMMON,
    "domain_aliases": {**ALIASES, "maxItems": 50_001},
    "signInEndpoint": _url(2048),
    "signingCert": _text(10_240, 1),
    "cert": _text(10_240, 1),
    "entityId": _text(1024),
    "signSAMLRequest": FLAG,
    "signatureAlgorithm": _one_of("rsa-sha1", "rsa-sha256"),
    "digestAlgorithm": _one_of("sha1", "sha256"),
    "protocolBinding": _one_of(
        "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST",
        "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect",
    ),
    "thumbprints": _list(20, {"type": "string"}),
    "idpinitiated": {
        **OBJECT,
        "properties": {
            "enabled": FLAG,
            "client_id": _text(64),
            "client_protocol": _one_of("samlp", "wsfed", "oauth2"),
            "client_authorizequery": _text(256),
        },
    },
}
PROPERTIES: dict[str, Row] = {
    "ad": {
        **COMMON,
        "agentMode": FLAG,
        "brute_force_protection": FLAG,
        "certAuth": FLAG,
        "kerberos": FLAG,
        "disable_cache": FLAG,
        "signInEndpoint": _url(2048),
        "ips": _list(1000, {"type": "string"}),
    },
    "adfs": {
        **COMMON,
        "adfs_server": _text(2048),
        "fedMetadataXml": _text(102_400, 1),
        "signInEndpoint": _url(2048),
        "entityId": _text(128, 1),
        "user_id_attribute": _text(128, 1),
    },
    "google-apps": {
        **COMMON,
        "client_id": {"type": "string", "minLength": 1, "maxLength": 255},
        "client_secret": _text(512),
        "domain": _text(1024, 1),
        "api_enable_users": FLAG,
        "api_enable_groups": FLAG,
        "ext_groups": FLAG,
        "scope": _list(1000, {"type": "string"}),
    },
    "oidc": {
        **OIDC,
        "discovery_url": _url(255),
        "type": _one_of("back_channel", "front_channel"),
    },
    "okta": {**OIDC, "domain": _text(255, 4), "type": _one_of("back_channel")},
    "pingfederate": {
        **SAML,
        "pingFederateBaseUrl": {**_url(256), "type": "string"},
    },
    "samlp": {
        **SAML,
        "metadataUrl": _url(2048),
        "metadataXml": _text(102_400, 1),
        "signOutEndpoint": _url(2048),
        "disableSignout": FLAG,
        "debug": FLAG,
        "deflate": FLAG,
        "fieldsMap": OBJECT,
        "user_id_attribute": _text(2048),
        "requestTemplate": _text(10_240),
    },
    "waad": {
        **COMMON,
        "client_id": {"type": "string", "minLength": 1, "maxLength": 255},
        "client_secret": _text(10_000),
        "identity_api": _one_of("microsoft-identity-platform-v2.0", "azure-active-directory-v1.0"),
        "waad_protocol": _one_of("openid-connect", "ws-federation"),
        "use_wsfed": FLAG,
        "useCommonEndpoint": FLAG,
        "max_groups_to_retrieve": {"type": ["string", "null"]},
        "ext_groups": FLAG,
        "ext_nested_groups": FLAG,
        "scope": _list(1000, {"type": "string"}),
    },
}
REQUIRED = {
    "google-apps": ["client_id"],
    "oidc": ["client_id"],
    "okta": ["client_id"],
    "pingfederate": ["pingFederateBaseUrl"],
    "waad": ["client_id"],
}
# Of each group one must be given; each names the option that Auth0 misses then.
PARTS: dict[str, list[tuple[str, tuple[str, ...]]]] = {
    "adfs": [("adfs_server", ("adfs_server", "fedMetadataXml"))],
    "samlp": [("signInEndpoint", ("signInEndpoint", "metadataUrl", "metadataXml"))],
    "oidc": [("issuer", ("issuer", "discovery_url", "oidc_metadata"))],
    "okta": [("domain", ("domain", "issuer", "oidc_metadata"))],
}


def check(strategy: str, options: Row | None, before: Row | None = None) -> None:
    """Raise Refused (400, invalid_body) unless a connection can be made of these.

    Where neither they nor those `before` say anything of the provider (as in the reference's
    examples, which have none), the connection waits for it and nothing is missing yet.
    Strategies that are no enterprise provider are not checked.
    """
    if options is None or strategy not in PROPERTIES:
        return
    waits = not {*options, *(before or {})} - {*COMMON}
    schema = {
        "type": "object",
        "properties": PROPERTIES[strategy],
        "required": [] if waits else REQUIRED.get(strategy, []),
    }
    validation.check_part(schema, options, "options")
    for missing, group in () if waits else PARTS.get(strategy, ()):
        if not any(options.get(name) for name in group):
            raise invalid_body(f"Missing required property: {missing}", "options")
    _check_discovery(options.get("discovery_url"))
    _check_certificate(options.get("signingCert"))


def _check_discovery(url: str | None) -> None:
    """Auth0 fetches the document; where it is none, there is no issuer in it."""
    if url and not url.partition("?")[0].endswith(WELL_KNOWN):
        raise Refused(400, "options.issuer is missing", "invalid_body")


def _check_certificate(text: str | None) -> None:
    if not text:
        return
    try:
        certificates.read(text)
    except ValueError:
        raise invalid_body("The certificate cannot be read", "options.signingCert") from None
