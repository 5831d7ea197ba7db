"""Every column that can hold a text is searched for people, or says why it needn't be."""

from django.apps import apps
from django.db import models

SEARCHED = {
    # Theirs.
    "organizations.Contact": {"name", "email", "named_by"},
    "tickets.Link": {"recipient_name", "recipient_email", "personal_note"},
    "tickets.Message": {"to_name", "to_email", "subject", "text", "html", "problem"},
    "tickets.Nomination": {"name", "email"},
    "tickets.LinkRequest": {"email", "ip"},
    "tickets.Opening": {"ip", "user_agent"},
    # Texts in which they may be named.
    "organizations.Event": {"actor_name", "ip", "data"},
    "organizations.Note": {"text"},
    "organizations.Attention": {"detail", "remedy", "resolution"},
    "organizations.SavedView": {"name", "query"},
    "organizations.WebhookDelivery": {"attempts"},
    "organizations.IdempotencyKey": {"answer"},
    "tickets.Ticket": {"problem", "remedy", "revoke_reason"},
    "tickets.Attempt": {"detail"},
    "tickets.Job": {"lines"},
    "tickets.JobRow": {"cells", "errors", "choices", "warnings", "problem", "remedy"},
    "admin.LogEntry": {"object_repr", "change_message"},
}
# The names of companies, their domains, and what Auth0 calls their connections.
_COMPANIES = {
    "organizations.Customer": {"name", "external_id"},
    "organizations.IdempotencyKey": {"decision"},
    "organizations.Organization": {"auth0_id", "name", "display_name", "previous_name"},
    "organizations.Domain": {
        "name",
        "auth0_id",
        "txt_host",
        "txt_value",
        "lookup_found",
        "zone",
        "dns_host",
        "connect_name",
        "connect_url",
    },
    "organizations.Connection": {
        *("name", "display_name", "auth0_id", "strategy", "wanted_clients", "clients"),
        *("domain_aliases", "options_digest", "expiries_noted"),
        # What Auth0 said of the connection.
        "check_error",
    },
    "tickets.Inventory": {"differences", "problem", "place", "draft"},
}
# What operators and managers set up, for every customer.
_SETTINGS = {
    "organizations.Tenant": {
        *("name", "domain", "base_url", "audience", "client_id", "client_secret", "private_key"),
        *("key_id", "custom_domain", "sign_in_url", "return_urls", "check_error"),
        *("missing_scopes", "log_position", "hook_token", "log_stream_id"),
    },
    "organizations.ApiKey": {"name", "prefix", "digest", "scopes"},
    "organizations.WebhookEndpoint": {
        *("name", "url", "full_url", "types", "secret", "old_secret", "disabled_reason"),
    },
    "organizations.OwnFailure": {"fragment", "title", "remedy", "translations"},
    "tickets.Preset": {
        *("name", "profile_id", "profile_name", "settings", "connection_name", "custom_domain"),
    },
    "tickets.Job": {"file_name", "header"},
}
# Our own keys, states, counts and digests.
_OURS = {
    "organizations.SavedView": {"page"},
    "organizations.Counter": {"name"},
    "organizations.Event": {"verb", "actor_kind", "target"},
    "organizations.PublicEvent": {"type"},
    # Digests: of each event, and of what is personal in it, salted.
    "organizations.Seal": {"about", "salt", "personal", "previous", "digest"},
    "organizations.IdempotencyKey": {"name", "digest"},
    "organizations.WebhookDelivery": {"type"},
    # Keys of the rows that a merge moved.
    "organizations.Customer": {"time_zone", "merged_rows"},
    # Failures are kept without what is personal in them, people as a digest of one day.
    "organizations.SignInDay": {"outcome", "text"},
    "organizations.SignInLine": {"log_id", "person"},
    "organizations.SignInTrouble": {"outcome", "text"},
    "tickets.Link": {"language", "return_url"},
    # What's asked of Auth0 for a company; the address of the ticket, encrypted.
    "tickets.Ticket": {"cause", "profile_id", "custom_domain", "body", "url"},
    "tickets.Attempt": {"request_id"},
    "tickets.Message": {"key", "language", "provider_id"},
    "tickets.JobRow": {"choice", "organization", "organization_name"},
    "tickets.Milestones": {"strategy"},
    "tickets.LogLine": {"log_id"},
    "tickets.Opening": {"log_id"},
    "admin.LogEntry": {"object_id"},
    "auth.Permission": {"name", "codename"},
    "auth.Group": {"name"},
    "contenttypes.ContentType": {"app_label", "model"},
}
# Of staff, who are no customers' people: they see and change it on their own pages.
_STAFF = {
    "organizations.User": {"password", "email", "name", "time_zone"},
    "organizations.Session": {"digest", "data", "ip", "user_agent"},
    "organizations.Subscription": {
        *("name", "service", "address", "topics", "time_zone", "sent", "failure"),
    },
    "account.EmailAddress": {"email"},
    "account.EmailConfirmation": {"key"},
    "socialaccount.SocialApp": {
        *("provider", "provider_id", "name", "client_id", "secret", "key", "settings"),
    },
    "socialaccount.SocialAccount": {"provider", "uid", "extra_data"},
    "socialaccount.SocialToken": {"token", "token_secret"},
    "mfa.Authenticator": {"data"},
}
TEXTS = (models.CharField, models.TextField, models.JSONField, models.GenericIPAddressField)


def texts_of(model: type[models.Model]) -> set[str]:
    """The columns that can hold any text: a choice is one of ours."""
    fields = model._meta.local_concrete_fields
    return {one.name for one in fields if isinstance(one, TEXTS) and not one.choices}


def test_every_text_column_is_searched_or_says_why_not() -> None:
    known = [SEARCHED, _COMPANIES, _SETTINGS, _OURS, _STAFF]

    for model in apps.get_models():
        label = model._meta.label
        listed = [name for table in known for name in table.get(label, ())]
        # A new column: have `personal.held` find it and `personal.erase` empty it, or list it here.
        assert sorted(listed) == sorted(texts_of(model)), label
