"""What staff choose from by name: applications and custom domains."""


def test_clients_are_listed_without_the_global_one(tenant_client):
    found = tenant_client.clients.list().items

    assert "Acme web app" in [one.name for one in found]
    assert "All Applications" not in [one.name for one in found]
    usage = {one.name: one.organization_usage for one in found}
    assert usage["Acme admin console"] == "require"
    assert all(len(one.client_id) == 32 for one in found)


def test_clients_are_asked_for_without_their_secrets(tenant_client, sandbox):
    tenant_client.clients.list()

    assert "client_secret" not in str(sandbox.requests()[-1])


def test_custom_domains_say_which_are_ready(tenant_client):
    found = tenant_client.custom_domains.list().items

    assert [(one.domain, one.is_ready) for one in found] == [
        ("login.acme.localhost", True),
        ("eu.login.acme.localhost", True),
    ]
