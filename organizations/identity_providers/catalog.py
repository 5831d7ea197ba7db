"""The identity providers that business customers have, and what Auth0 asks about each.

Data only: forms are made from it, and `options` of a connection are filled by it. The names are
Auth0's own; where a value is found is said in the words of the provider's own console.
https://auth0.com/docs/authenticate/identity-providers/enterprise-identity-providers
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any


class Kind(Enum):
    """What an option is, which decides how it is typed and checked."""

    TEXT = auto()
    SECRET = auto()
    URL = auto()  # https
    DISCOVERY_URL = auto()
    METADATA_URL = auto()
    METADATA_XML = auto()
    CERTIFICATE = auto()  # PEM or CER; Auth0 takes it in Base64
    HOST = auto()  # a host name alone
    SERVER = auto()  # a host name or an https address
    DOMAINS = auto()  # e-mail domains, a list
    IP_RANGES = auto()  # CIDR, a list
    OPENID_SCOPE = auto()  # one text, with "openid" in it
    SCOPES = auto()  # a list
    FLAG = auto()  # yes, no, or as Auth0 does by default
    CHOICE = auto()
    OBJECT = auto()  # JSON
    APPLICATION = auto()  # one of the tenant's


class Group(Enum):
    """Under which heading an option stands, apart from those that a provider cannot do without."""

    LOGIN_PAGE = "Domains and login page"
    MAPPING = "Scopes and mapping"
    REQUESTS = "Requests to the identity provider"
    IDP_INITIATED = "IdP-initiated sign-in"


@dataclass(frozen=True)
class Option:
    """One option of a connection: field `name` of a form, at `paths` (dotted) in `options`."""

    name: str
    paths: tuple[str, ...]
    label: str
    where: str = ""
    kind: Kind = Kind.TEXT
    required: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    initial: str = ""
    longest: int = 2048
    group: Group | None = None


@dataclass(frozen=True)
class Way:
    """One way to say who the provider is; the first of a strategy is the one to prefer."""

    key: str
    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Strategy:
    """One kind of provider. `key` stands in addresses, `strategy` is Auth0's name.

    `fixed` are options that every such connection has.
    """

    key: str
    strategy: str
    label: str
    text: str
    ways: tuple[Way, ...]
    more: tuple[Option, ...] = ()
    fixed: Mapping[str, Any] = field(default_factory=dict)

    def way(self, key: str) -> Way:
        """Return the way of this key, else the first."""
        return next((way for way in self.ways if way.key == key), self.ways[0])

    def options(self, way: Way) -> Iterator[Option]:
        """Every option that this way offers."""
        yield from way.options
        yield from self.more


def _at(path: str, label: str, where: str = "", **rest: Any) -> Option:
    """Return an option whose field is named as the last part of its path."""
    return Option(path.rpartition(".")[2], (path,), label, where, **rest)


# --- What several have in common -------------------------------------------------------------

_PASSED_ON = "Passed to Auth0 and not stored anywhere else."

LOGIN_PAGE = (
    _at(
        "domain_aliases",
        "Domains",
        "Email domains, one per line. Users at these domains are routed to this provider "
        "immediately: a typo here routes another company's users to it.",
        kind=Kind.DOMAINS,
        group=Group.LOGIN_PAGE,
    ),
    _at(
        "icon_url",
        "Icon of the button",
        "URL of an image, starting with https://; shown at 20 × 20 pixels.",
        kind=Kind.URL,
        group=Group.LOGIN_PAGE,
    ),
)
_SYNC = _at(
    "set_user_root_attributes",
    "Sync user profile attributes",
    "When names and pictures are copied from the provider.",
    kind=Kind.CHOICE,
    choices=(
        ("on_each_login", "At each sign-in"),
        ("on_first_login", "At the first sign-in only"),
        ("never_on_login", "Never: provisioning does it"),
    ),
    group=Group.MAPPING,
)
_UPSTREAM = _at(
    "upstream_params",
    "Parameters passed on",
    'JSON, for example {"login_hint": {"alias": "login_hint"}}.',
    kind=Kind.OBJECT,
    group=Group.REQUESTS,
)
_COMMON = (*LOGIN_PAGE, _SYNC, _UPSTREAM)

_TRUST_EMAIL = _at(
    "should_trust_email_verified_connection",
    "Treat email addresses as verified",
    "Whether Auth0 sets email_verified for everyone who signs in this way.",
    kind=Kind.CHOICE,
    choices=(
        ("never_set_emails_as_verified", "Never"),
        ("always_set_emails_as_verified", "Always"),
    ),
    group=Group.MAPPING,
)
_USER_ID = _at(
    "user_id_attribute",
    "User ID attribute",
    "Becomes the user ID in Auth0. Leave empty for Auth0's default order, starting with "
    "the name ID.",
    longest=1024,
    group=Group.MAPPING,
)


def _oidc_scope() -> Option:
    return _at(
        "scope",
        "Scopes",
        "Separated by spaces; openid is one of them.",
        kind=Kind.OPENID_SCOPE,
        required=True,
        initial="openid profile email",
        longest=255,
        group=Group.MAPPING,
    )


def _attribute_map() -> Option:
    return _at(
        "attribute_map",
        "Claim mapping",
        'JSON, for example {"mapping_mode": "use_map", "attributes": '
        '{"email": "${context.tokenset.email}"}}.',
        kind=Kind.OBJECT,
        group=Group.MAPPING,
    )


_OIDC_REQUESTS = (
    Option(
        "pkce",
        ("connection_settings.pkce",),
        "PKCE",
        "Whether the provider requires PKCE.",
        kind=Kind.CHOICE,
        choices=(
            ("auto", "Automatic"),
            ("S256", "SHA-256"),
            ("plain", "Plain"),
            ("disabled", "None"),
        ),
        group=Group.REQUESTS,
    ),
    _at(
        "token_endpoint_auth_method",
        "Client authentication",
        "How Auth0 authenticates at the token endpoint. With a private key, no client "
        "secret is needed.",
        kind=Kind.CHOICE,
        choices=(
            ("client_secret_post", "Client secret"),
            ("private_key_jwt", "Private key (JWT), created by Auth0"),
        ),
        group=Group.REQUESTS,
    ),
)
_ENDPOINTS = (
    _at("issuer", "Issuer", "The same as in ID tokens (iss).", kind=Kind.URL, required=True),
    _at("authorization_endpoint", "Authorization endpoint", kind=Kind.URL, required=True),
    _at("token_endpoint", "Token endpoint", kind=Kind.URL, required=True),
    _at("jwks_uri", "JWKS URL", "Ends in jwks or keys.", kind=Kind.URL, required=True),
    _at("userinfo_endpoint", "Userinfo endpoint", kind=Kind.URL),
)


def _client(id_where: str, secret_where: str, *, always: bool = False) -> tuple[Option, Option]:
    """Return the two options of an application; `always`: there is no way without a secret."""
    needed = "" if always else " Not needed with a private key or the front channel."
    return (
        _at("client_id", "Client ID", id_where, required=True, longest=255),
        _at(
            "client_secret",
            "Client secret",
            f"{secret_where} {_PASSED_ON}{needed}",
            kind=Kind.SECRET,
            required=always,
        ),
    )


def _metadata_url(where: str) -> Way:
    option = Option(
        *("metadata_url", ("metadataUrl",), "Metadata URL", where),
        kind=Kind.METADATA_URL,
        required=True,
    )
    return Way("metadata-url", "Metadata URL", (option,))


def _metadata_xml(where: str, *, path: str = "metadataXml") -> Way:
    option = Option(
        *("metadata_xml", (path,), "Metadata", where), kind=Kind.METADATA_XML, required=True
    )
    return Way("metadata", "Metadata file", (option,))


def _certificate(where: str) -> Option:
    return Option(
        "signing_cert",
        ("signingCert",),
        "Signing certificate",
        f"{where} The whole text, from BEGIN CERTIFICATE to END CERTIFICATE.",
        kind=Kind.CERTIFICATE,
        required=True,
    )


_SAML_BY_HAND = Way(
    "by-hand",
    "Manual",
    (
        Option(
            "sign_in_endpoint",
            ("signInEndpoint",),
            "Sign-in URL",
            "Providers call it single sign-on URL, SAML endpoint or login URL.",
            kind=Kind.URL,
            required=True,
        ),
        _certificate("X.509, of the provider."),
        Option(
            "sign_out_endpoint",
            ("signOutEndpoint",),
            "Sign-out URL",
            "Single logout URL. Empty: the sign-in URL.",
            kind=Kind.URL,
        ),
    ),
)
_SAML_SIGNING = (
    Option(
        "sign_request",
        ("signSAMLRequest",),
        "Sign requests",
        "The provider then needs Auth0's certificate.",
        kind=Kind.FLAG,
        group=Group.REQUESTS,
    ),
    Option(
        "signature_algorithm",
        ("signatureAlgorithm",),
        "Signature algorithm",
        kind=Kind.CHOICE,
        choices=(("rsa-sha256", "RSA with SHA-256"), ("rsa-sha1", "RSA with SHA-1 (old)")),
        group=Group.REQUESTS,
    ),
    Option(
        "digest_algorithm",
        ("digestAlgorithm",),
        "Digest algorithm",
        kind=Kind.CHOICE,
        choices=(("sha256", "SHA-256"), ("sha1", "SHA-1 (old)")),
        group=Group.REQUESTS,
    ),
    Option(
        "protocol_binding",
        ("protocolBinding",),
        "Request binding",
        kind=Kind.CHOICE,
        choices=(
            ("urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect", "HTTP-Redirect"),
            ("urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST", "HTTP-POST"),
        ),
        group=Group.REQUESTS,
    ),
    Option(
        "entity_id",
        ("entityId",),
        "Entity ID of Auth0",
        "The name by which the provider knows us. Leave empty for urn:auth0:tenant:connection.",
        longest=1024,
        group=Group.REQUESTS,
    ),
)
# Protocols of the application that a sign-in leads to.
IDP_PROTOCOLS = (("oidc", "OpenID Connect"), ("samlp", "SAML"), ("wsfed", "WS-Federation"))
IDP_INITIATED = (
    Option(
        "idp_enabled",
        ("idpinitiated.enabled",),
        "Accept IdP-initiated sign-ins",
        "Users select a tile at the provider and land in an application.",
        kind=Kind.FLAG,
        group=Group.IDP_INITIATED,
    ),
    Option(
        "idp_client",
        ("idpinitiated.client_id",),
        "Application users land in",
        kind=Kind.APPLICATION,
        group=Group.IDP_INITIATED,
    ),
    Option(
        "idp_protocol",
        ("idpinitiated.client_protocol",),
        "Protocol of that application",
        kind=Kind.CHOICE,
        choices=IDP_PROTOCOLS,
        group=Group.IDP_INITIATED,
    ),
    Option(
        "idp_query",
        ("idpinitiated.client_authorizequery",),
        "Query string for that application",
        "For example redirect_uri=https://app.example.com&scope=openid.",
        longest=256,
        group=Group.IDP_INITIATED,
    ),
)
_SAML_MORE = (
    *LOGIN_PAGE,
    Option(
        "fields_map",
        ("fieldsMap",),
        "Attribute mapping",
        'JSON, from ours to theirs, for example {"email": "mail", "given_name": ["givenName", '
        '"urn:oid:2.5.4.42"]}. Adds to Auth0\'s own.',
        kind=Kind.OBJECT,
        group=Group.MAPPING,
    ),
    _USER_ID,
    _SYNC,
    *_SAML_SIGNING,
    Option(
        "disable_signout",
        ("disableSignout",),
        "Keep users signed in at the provider",
        "When they sign out of the application.",
        kind=Kind.FLAG,
        group=Group.REQUESTS,
    ),
    Option(
        "debug",
        ("debug",),
        "Debug mode",
        "Writes entire SAML messages, including personal data, to the tenant's logs. For "
        "testing only.",
        kind=Kind.FLAG,
        group=Group.REQUESTS,
    ),
    _UPSTREAM,
    *IDP_INITIATED,
)

# --- The providers ---------------------------------------------------------------------------

STRATEGIES = (
    Strategy(
        "samlp",
        "samlp",
        "SAML",
        "Any provider that speaks SAML 2.0.",
        (
            _metadata_url("Auth0 reads everything else from there."),
            _metadata_xml("The entire XML file."),
            _SAML_BY_HAND,
        ),
        _SAML_MORE,
    ),
    Strategy(
        "oidc",
        "oidc",
        "OpenID Connect",
        "Any provider that speaks OpenID Connect.",
        (
            Way(
                "discovery",
                "Issuer",
                (
                    Option(
                        "issuer",
                        ("discovery_url",),
                        "Issuer or discovery URL",
                        "For example https://idp.example.com.",
                        kind=Kind.DISCOVERY_URL,
                        required=True,
                    ),
                    *_client(
                        "From the application the customer registered.",
                        "From the same application.",
                    ),
                ),
            ),
            Way(
                "by-hand",
                "Manual",
                (
                    *_ENDPOINTS,
                    *_client(
                        "From the application the customer registered.",
                        "From the same application.",
                    ),
                ),
            ),
        ),
        (
            *LOGIN_PAGE,
            _oidc_scope(),
            _attribute_map(),
            _SYNC,
            _at(
                "type",
                "Channel",
                "How ID tokens come. The front channel needs no client secret.",
                kind=Kind.CHOICE,
                choices=(
                    ("back_channel", "Back channel (code)"),
                    ("front_channel", "Front channel (form post)"),
                ),
                initial="back_channel",
                required=True,
                group=Group.REQUESTS,
            ),
            *_OIDC_REQUESTS,
            _UPSTREAM,
        ),
    ),
    Strategy(
        "okta",
        "okta",
        "Okta",
        "Okta Workforce Identity, by OpenID Connect. The customer's admin creates an “OIDC - Web "
        "Application” under Applications.",
        (
            Way(
                "domain",
                "Okta domain",
                (
                    _at(
                        "domain",
                        "Okta domain",
                        "In the Okta Admin Console: under the name at the top right, for example "
                        "acme.okta.com. Not the address of the Admin Console (acme-admin).",
                        kind=Kind.HOST,
                        required=True,
                        longest=255,
                    ),
                    *_client(
                        "Applications → the application → General → Client Credentials.",
                        "The same page, under Client Secrets.",
                    ),
                ),
            ),
            Way(
                "by-hand",
                "Manual",
                (
                    *_ENDPOINTS,
                    *_client(
                        "Applications → the application → General → Client Credentials.",
                        "The same page, under Client Secrets.",
                    ),
                ),
            ),
        ),
        (
            *LOGIN_PAGE,
            _oidc_scope(),
            _attribute_map(),
            _SYNC,
            *_OIDC_REQUESTS,
            _UPSTREAM,
        ),
        {"type": "back_channel"},
    ),
    Strategy(
        "waad",
        "waad",
        "Microsoft Entra ID",
        "Formerly Azure AD, by OpenID Connect. The customer's admin registers an application in "
        "the Microsoft Entra admin center, under App registrations.",
        (
            Way(
                "application",
                "Application",
                (
                    _at(
                        "tenant_domain",
                        "Entra domain",
                        "Entra ID → Overview → Primary domain, for example acme.onmicrosoft.com, "
                        "or the Tenant ID on the same page.",
                        required=True,
                        longest=255,
                    ),
                    *_client(
                        "App registrations → the application → Overview → Application (client) ID.",
                        "Certificates & secrets → Client secrets → Value, shown once only. Not "
                        "the Secret ID.",
                        always=True,
                    ),
                ),
            ),
        ),
        (
            *LOGIN_PAGE,
            _at(
                "scope",
                "Permissions",
                "Of Microsoft Graph, separated by spaces, for example User.Read "
                "Directory.Read.All.",
                kind=Kind.SCOPES,
                group=Group.MAPPING,
            ),
            _at(
                "userid_attribute",
                "User ID claim",
                "Object ID is needed for provisioning, subject for the common endpoint.",
                kind=Kind.CHOICE,
                choices=(("oid", "Object ID (oid)"), ("sub", "Subject (sub)")),
                group=Group.MAPPING,
            ),
            _at("ext_groups", "Read groups", kind=Kind.FLAG, group=Group.MAPPING),
            _at("ext_profile", "Read extended profile", kind=Kind.FLAG, group=Group.MAPPING),
            _at(
                "api_enable_users",
                "Allow Auth0 to search their directory",
                "Needs Directory.Read.All and the consent of the customer's admin.",
                kind=Kind.FLAG,
                group=Group.MAPPING,
            ),
            _TRUST_EMAIL,
            _SYNC,
            _at(
                "identity_api",
                "Identity API",
                kind=Kind.CHOICE,
                choices=(
                    ("microsoft-identity-platform-v2.0", "Microsoft identity platform (v2)"),
                    ("azure-active-directory-v1.0", "Azure Active Directory (v1, old)"),
                ),
                group=Group.REQUESTS,
            ),
            Option(
                "use_common_endpoint",
                ("useCommonEndpoint",),
                "Common endpoint",
                "Accepts users of every Entra tenant, not just this customer's.",
                kind=Kind.FLAG,
                group=Group.REQUESTS,
            ),
            _UPSTREAM,
        ),
    ),
    Strategy(
        "google-apps",
        "google-apps",
        "Google Workspace",
        "The customer's admin creates an OAuth client of the type “Web application” in the Google "
        "Cloud console.",
        (
            Way(
                "application",
                "Application",
                (
                    Option(
                        "domain",
                        # Who may sign in, and who is recognized: Auth0 keeps them apart.
                        ("domain", "tenant_domain"),
                        "Workspace domain",
                        "Google Admin console → Account → Domains → Manage domains: the primary "
                        "one, for example acme.com.",
                        kind=Kind.HOST,
                        required=True,
                        longest=255,
                    ),
                    *_client(
                        "Google Cloud console → APIs & Services → Credentials → OAuth 2.0 Client "
                        "IDs; ends in .apps.googleusercontent.com.",
                        "The same page.",
                        always=True,
                    ),
                ),
            ),
        ),
        (
            *LOGIN_PAGE,
            _at(
                "scope",
                "More scopes",
                "In addition to email and profile, separated by spaces. Used only if the "
                "next option is set to yes.",
                kind=Kind.SCOPES,
                group=Group.MAPPING,
            ),
            _at(
                "allow_setting_login_scopes",
                "Ask for these scopes at sign-in",
                kind=Kind.FLAG,
                group=Group.MAPPING,
            ),
            _at("ext_groups", "Read groups", kind=Kind.FLAG, group=Group.MAPPING),
            _at(
                "api_enable_users",
                "Allow Auth0 to search their directory",
                "Needs the Admin SDK API and the consent of the customer's admin.",
                kind=Kind.FLAG,
                group=Group.MAPPING,
            ),
            _at(
                "map_user_id_to_id",
                "Identify users by Google ID",
                "Instead of by email address. Can't be changed later.",
                kind=Kind.FLAG,
                group=Group.MAPPING,
            ),
            _SYNC,
            _at(
                "handle_login_from_social",
                "Route Google sign-ins of this domain here",
                kind=Kind.FLAG,
                group=Group.REQUESTS,
            ),
            _UPSTREAM,
        ),
    ),
    Strategy(
        "adfs",
        "adfs",
        "AD FS",
        "Active Directory Federation Services, by WS-Federation. The customer's admin adds a "
        "relying party trust.",
        (
            Way(
                "server",
                "AD FS server",
                (
                    _at(
                        "adfs_server",
                        "AD FS server",
                        "Its hostname, for example adfs.acme.com, or its metadata URL, "
                        "which ends in "
                        "/FederationMetadata/2007-06/FederationMetadata.xml. Auth0 "
                        "checks it daily for new certificates.",
                        kind=Kind.SERVER,
                        required=True,
                    ),
                ),
            ),
            _metadata_xml(
                "The entire FederationMetadata.xml. Auth0 can't check for new certificates then.",
                path="fedMetadataXml",
            ),
        ),
        (
            *LOGIN_PAGE,
            _USER_ID,
            _TRUST_EMAIL,
            _SYNC,
            Option(
                "entity_id",
                ("entityId",),
                "Realm identifier",
                "As named in the relying party trust. Leave empty for urn:auth0:tenant:connection.",
                longest=1024,
                group=Group.REQUESTS,
            ),
            _UPSTREAM,
        ),
    ),
    Strategy(
        "pingfederate",
        "pingfederate",
        "PingFederate",
        "A PingFederate server that is configured in the standard way, by SAML. Otherwise choose "
        "SAML.",
        (
            Way(
                "server",
                "PingFederate server",
                (
                    Option(
                        "base_url",
                        ("pingFederateBaseUrl",),
                        "Base URL",
                        "PingFederate console → System → Server → Protocol Settings → Federation "
                        "Info → Base URL.",
                        kind=Kind.URL,
                        required=True,
                    ),
                    _certificate(
                        "Security → Signing & Decryption Keys & Certificates → Export (the "
                        "certificate only)."
                    ),
                ),
            ),
        ),
        (*LOGIN_PAGE, _SYNC, *_SAML_SIGNING, _UPSTREAM, *IDP_INITIATED),
    ),
    Strategy(
        "ad",
        "ad",
        "Active Directory / LDAP",
        "The customer installs Auth0's AD/LDAP Connector and enters the provisioning URL "
        "that Auth0 creates; it's shown once the connection exists.",
        (
            Way(
                "connector",
                "Connector",
                (
                    _at(
                        "tenant_domain",
                        "Domain",
                        "Of the directory, for example corp.acme.com. Routes users here.",
                        longest=255,
                    ),
                    _at(
                        "ips",
                        "Networks",
                        "The customer's office networks, one per line, for example "
                        "203.0.113.0/24. From there, users sign in with Kerberos or a "
                        "certificate, without a password.",
                        kind=Kind.IP_RANGES,
                    ),
                ),
            ),
        ),
        (
            *_COMMON,
            _at(
                "kerberos",
                "Kerberos",
                "From the networks above.",
                kind=Kind.FLAG,
                group=Group.REQUESTS,
            ),
            Option(
                "cert_auth",
                ("certAuth",),
                "Client certificates",
                "Requires HTTPS at the connector.",
                kind=Kind.FLAG,
                group=Group.REQUESTS,
            ),
            _at(
                "disable_cache",
                "Disable cached credentials",
                "Otherwise, users can sign in while the connector is offline.",
                kind=Kind.FLAG,
                group=Group.REQUESTS,
            ),
            _at(
                "disable_self_service_change_password",
                "Hide “Forgot password?”",
                kind=Kind.FLAG,
                group=Group.LOGIN_PAGE,
            ),
            _at(
                "brute_force_protection",
                "Brute-force protection",
                kind=Kind.FLAG,
                group=Group.REQUESTS,
            ),
        ),
    ),
    Strategy(
        "keycloak",
        "samlp",
        "Keycloak (SAML)",
        "A SAML connection in Auth0. The customer's admin creates a SAML client in their realm.",
        (
            _metadata_url(
                "Realm settings → General → Endpoints → SAML 2.0 Identity Provider Metadata, for "
                "example https://sso.acme.com/realms/acme/protocol/saml/descriptor."
            ),
            _metadata_xml("The entire page at that link."),
            _SAML_BY_HAND,
        ),
        _SAML_MORE,
    ),
)


def strategy(key: str) -> Strategy:
    """Return the strategy of this key, else the first."""
    return next((one for one in STRATEGIES if one.key == key), STRATEGIES[0])
