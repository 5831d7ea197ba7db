"""What a key may do: a resource and an act, "customers:write"."""

from collections.abc import Iterable, Mapping

from organizations.errors import Rejected

# scope → what it lets a key do
SCOPES = {
    "customers:read": "read customers, their contacts and known domains",
    "customers:write": "create, change, and archive customers and contacts",
    "organizations:read": "read and search for Auth0 organizations",
    "organizations:write": "map customers to organizations, and create them",
    "connections:read": "read connections and their domains",
    "connections:write": "import, create, and enable connections, and change their domains",
    "events:read": "read the list of events",
    "sso:read": "read organizations' connections in the format of Keycard's API",
    "webhooks:read": "read webhooks and their deliveries",
    "webhooks:write": "create, change, and delete webhooks, and resend deliveries",
}


def learn(scopes: Mapping[str, str]) -> None:
    """Know the scopes of another app, which tells them when it starts (`AppConfig.ready`)."""
    SCOPES.update(scopes)


def checked(scopes: Iterable[str]) -> list[str]:
    """Return the scopes in their order, each once.

    Raises Rejected (field "scopes") for one that there is not, and for none at all.
    """
    wanted = set(scopes)
    if unknown := sorted(wanted - set(SCOPES)):
        raise Rejected(
            f"“{unknown[0]}” isn't a scope. Choose from: {', '.join(SCOPES)}.", field="scopes"
        )
    if not wanted:
        raise Rejected("Select at least one scope.", field="scopes")
    return [scope for scope in SCOPES if scope in wanted]
