"""The scopes that the API client is granted: what the portal and Auth0's deploy CLI need."""


def _crud(name: str, *actions: str) -> list[str]:
    return [f"{action}:{name}" for action in actions or ("read", "create", "update", "delete")]


GRANTED = [
    *_crud("self_service_profiles"),
    *_crud("self_service_profile_custom_texts", "read", "update"),
    *_crud("sso_access_tickets", "create", "delete"),
    *_crud("organizations"),
    *_crud("organization_connections"),
    *_crud("organization_discovery_domains"),
    *_crud("connections"),
    *_crud("connections_options", "read", "update"),
    *_crud("clients"),
    *_crud("custom_domains", "read", "create"),
    *_crud("user_attribute_profiles"),
    *_crud("scim_config"),
    *_crud("scim_token", "read", "create", "delete"),
    *_crud("directory_provisionings"),
    *_crud("client_grants"),
    *_crud("organization_client_grants", "read", "create", "delete"),
    *_crud("event_streams", "read"),
    *_crud("rules", "read"),
    *_crud("logs", "read"),
    *_crud("log_streams"),
]
