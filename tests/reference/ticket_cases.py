"""Bodies that use each parameter of a ticket request, and bodies just past what it may be.

Texts in braces stand for what the sandbox holds; `World.known` puts the ids in their place.
"""

from typing import Any

Body = dict[str, Any]

ORGANIZATION = {"organization_id": "{organization}"}
SECOND_ORGANIZATION = {"organization_id": "{second organization}"}
USER_SCOPES = [f"{verb}:users" for verb in ("get", "post", "put", "patch", "delete")]
GROUP_SCOPES = [f"{verb}:groups" for verb in ("get", "post", "put", "patch", "delete")]
YEAR = 31_536_000  # seconds


def create(**extra: Any) -> Body:
    return {"connection_config": {"name": "acme-sso"}, **extra}


def config(**fields: Any) -> Body:
    return {"connection_config": {"name": "acme-sso", **fields}}


def options(**fields: Any) -> Body:
    return config(options=fields)


def idp(**fields: Any) -> Body:
    return options(idpinitiated={"enabled": True, **fields})


def edit(**extra: Any) -> Body:
    return {"connection_id": "{connection}", **extra}


def organization(**fields: Any) -> Body:
    return create(enabled_organizations=[{**ORGANIZATION, **fields}])


def domains(mode: str, *pending: str, **extra: Any) -> Body:
    wanted: Body = {"domain_verification": mode}
    if pending:
        wanted["pending_domains"] = [*pending]
    return {"domain_aliases_config": wanted, **extra}


def provisioning(**fields: Any) -> Body:
    return create(provisioning_config=fields)


def features(**flags: bool) -> Body:
    return edit(enabled_features=flags)


def many_domains(count: int) -> list[str]:
    return [f"d{number}.example" for number in range(count)]


# parameter → bodies that use it and that Auth0 takes
TAKEN: dict[str, list[Body]] = {
    "connection_id": [edit()],
    "connection_config": [create()],
    "connection_config.name": [
        {"connection_config": {"name": name}} for name in ("a", "Acme-SSO-7k2p", "a" * 128)
    ],
    "connection_config.display_name": [config(display_name=name) for name in ("A", "Ü" * 128)],
    "connection_config.is_domain_connection": [
        config(is_domain_connection=flag) for flag in (True, False)
    ],
    "connection_config.show_as_button": [config(show_as_button=flag) for flag in (True, False)],
    "connection_config.metadata": [
        config(metadata={"key1": "value1", "key2": "value2"}),
        config(metadata={f"key{number}": "v" * 255 for number in range(10)}),
    ],
    "connection_config.options": [options(icon_url="https://acme.com/i.png"), config(options=None)],
    "connection_config.options.icon_url": [
        options(icon_url="https://acme.com/i.png?size=2"),
        options(icon_url=None),
    ],
    "connection_config.options.domain_aliases": [
        options(domain_aliases=["acme.corp", "okta.com"]),
        options(domain_aliases=many_domains(1000)),
    ],
    "connection_config.options.idpinitiated": [idp(client_id="{client}"), options(idpinitiated={})],
    "connection_config.options.idpinitiated.enabled": [
        idp(),
        options(idpinitiated={"enabled": False}),
    ],
    "connection_config.options.idpinitiated.client_id": [idp(client_id="{client}")],
    "connection_config.options.idpinitiated.client_protocol": [
        idp(client_id="{client}", client_protocol=protocol)
        for protocol in ("samlp", "wsfed", "oauth2")
    ],
    "connection_config.options.idpinitiated.client_authorizequery": [
        idp(client_authorizequery=query)
        for query in (
            "redirect_uri=https://jwt.io&scope=openid email&response_type=token",
            "q=" * 128,
        )
    ],
    "enabled_clients": [
        create(enabled_clients=clients)
        for clients in ([], ["{client}"], ["{client}", "{second client}"])
    ],
    "enabled_organizations": [
        create(enabled_organizations=chosen)
        for chosen in ([], [ORGANIZATION], [ORGANIZATION, SECOND_ORGANIZATION])
    ],
    "enabled_organizations[].organization_id": [organization()],
    "enabled_organizations[].assign_membership_on_login": [
        organization(assign_membership_on_login=flag) for flag in (True, False)
    ],
    "enabled_organizations[].show_as_button": [
        organization(show_as_button=flag) for flag in (True, False)
    ],
    "ttl_sec": [make(ttl_sec=seconds) for make in (create, edit) for seconds in (0, 1, 432_000)],
    "domain_aliases_config": [create(**domains("optional")), edit(**domains("required"))],
    "domain_aliases_config.domain_verification": [
        make(**domains(mode))
        for make in (create, edit)
        for mode in ("none", "optional", "required")
    ],
    "domain_aliases_config.pending_domains": [
        create(**domains("required", "acme2.com")),
        edit(**domains("optional", "acme.com", "acme.org")),
        organization() | domains("required", *many_domains(100)),
        create(**domains("required", *many_domains(1000))),
    ],
    "provisioning_config": [
        provisioning(scopes=USER_SCOPES),
        edit(provisioning_config={"scopes": ["get:users"]}),
    ],
    "provisioning_config.scopes": [
        provisioning(scopes=scopes)
        for scopes in (
            *([scope] for scope in USER_SCOPES + GROUP_SCOPES),
            USER_SCOPES + GROUP_SCOPES,
        )
    ],
    "provisioning_config.google_workspace": [provisioning(google_workspace={"sync_users": True})],
    "provisioning_config.google_workspace.sync_users": [
        provisioning(google_workspace={"sync_users": flag}) for flag in (True, False)
    ],
    "provisioning_config.token_lifetime": [
        provisioning(scopes=USER_SCOPES, token_lifetime=seconds) for seconds in (900, YEAR, None)
    ],
    "use_for_organization_discovery": [
        organization() | domains("optional", use_for_organization_discovery=True),
        organization()
        | options(domain_aliases=["acme.com"])
        | {"use_for_organization_discovery": True},
        create(use_for_organization_discovery=False),
        edit(enabled_organizations=[ORGANIZATION], use_for_organization_discovery=True)
        | domains("required"),
    ],
    "enabled_features": [features(sso=True), features(sso=True, domain_verification=True)],
    "enabled_features.sso": [features(sso=True), features(sso=False, domain_verification=True)],
    "enabled_features.domain_verification": [
        features(domain_verification=True) | domains("required")
    ],
    "enabled_features.provisioning": [
        features(provisioning=True) | {"provisioning_config": {"scopes": USER_SCOPES}}
    ],
}

# parameter, form field ("" for what cannot be typed), body just past what Auth0 takes
REFUSED: list[tuple[str, str, Body]] = [
    ("connection_id", "", {"connection_id": "acme"}),
    ("connection_config", "", edit(connection_config={"name": "acme-sso"})),
    ("connection_config.name", "name", {"connection_config": {}}),
    ("connection_config.name", "name", {"connection_config": {"name": "acme_sso"}}),
    ("connection_config.name", "name", {"connection_config": {"name": "a" * 129}}),
    ("connection_config.display_name", "display_name", config(display_name="a" * 129)),
    ("connection_config.metadata", "metadata", config(metadata={f"k{n}": "" for n in range(11)})),
    ("connection_config.metadata", "metadata", config(metadata={"key": "v" * 256})),
    ("connection_config.options.icon_url", "icon_url", options(icon_url="http://acme.com/i.png")),
    (
        "connection_config.options.domain_aliases",
        "preverified_domains",
        options(domain_aliases=["a" * 256]),
    ),
    (
        "connection_config.options.idpinitiated.client_protocol",
        "idp_protocol",
        idp(client_protocol="saml"),
    ),
    (
        "connection_config.options.idpinitiated.client_authorizequery",
        "idp_query",
        idp(client_authorizequery="q" * 257),
    ),
    (
        "enabled_organizations[].organization_id",
        "",
        create(enabled_organizations=[{"show_as_button": True}]),
    ),
    (
        "enabled_organizations[].organization_id",
        "__all__",
        create(enabled_organizations=[{"organization_id": "acme"}]),
    ),
    ("ttl_sec", "ttl", create(ttl_sec=-1)),
    ("ttl_sec", "ttl", create(ttl_sec=432_001)),
    ("domain_aliases_config.domain_verification", "verification", create(**domains("always"))),
    (
        "domain_aliases_config.domain_verification",
        "",
        create(domain_aliases_config={"pending_domains": ["acme.com"]}),
    ),
    (
        "domain_aliases_config.pending_domains",
        "pending_domains",
        create(**domains("none", "acme.com")),
    ),
    (
        "domain_aliases_config.pending_domains",
        "pending_domains",
        create(**domains("required", "a" * 256)),
    ),
    (
        "domain_aliases_config.pending_domains",
        "pending_domains",
        organization() | domains("required", *many_domains(101)),
    ),
    (
        "domain_aliases_config.pending_domains",
        "pending_domains",
        create(**domains("required", *many_domains(1001))),
    ),
    ("provisioning_config", "provisioning", provisioning()),
    ("provisioning_config.scopes", "provisioning_scopes", provisioning(scopes=["read:users"])),
    ("provisioning_config.scopes", "", provisioning(scopes=[])),
    (
        "provisioning_config.token_lifetime",
        "provisioning_token",
        provisioning(scopes=USER_SCOPES, token_lifetime=899),
    ),
    (
        "provisioning_config.google_workspace.sync_users",
        "",
        provisioning(google_workspace={}),
    ),
    (
        "use_for_organization_discovery",
        "discovery",
        create(use_for_organization_discovery=True, **domains("required")),
    ),
    (
        "use_for_organization_discovery",
        "discovery",
        create(
            enabled_organizations=[ORGANIZATION, SECOND_ORGANIZATION],
            use_for_organization_discovery=True,
            **domains("required"),
        ),
    ),
    (
        "use_for_organization_discovery",
        "discovery",
        organization() | {"use_for_organization_discovery": True},
    ),
    ("enabled_features", "", create(enabled_features={"sso": True})),
    ("enabled_features", "", edit(enabled_features=None)),
    ("enabled_features", "", features()),
    ("enabled_features", "", features(sso=False)),
    ("provisioning_config", "provisioning", features(provisioning=True)),
]
