"""The audit trail in plain words: one sentence for every verb."""

from collections import defaultdict
from typing import Any

from organizations.models import Event, Stage

# {…} are keys of the event's data; the sentence follows the actor's name.
SENTENCES: dict[str, str] = {
    "attention:flag": "asked for a person: {detail}",
    "attention:settle": "took “{reason}” off the list of what needs a person",
    "connection:adopt": "adopted the connection {name} from Auth0",
    "connection:changed": "saw that the connection was changed in Auth0: {what}",
    "connection:clients": "enabled the connection for its applications",
    "connection:create": "created the connection {name} in Auth0",
    "connection:drop": "gave up the connection {name}, which Auth0 did not make",
    "connection:organization": "enabled the connection for the organization {name}",
    "connection:plan": "planned the connection {name}",
    "connection:stage": "moved the connection from “{was}” to “{to}”",
    "contact:add": "added {name} ({email}) as a contact",
    "contact:change": "changed the contact {name}: {changed}",
    "contact:remove": "removed the contact {name} ({email})",
    "customer:archive": "archived {name}",
    "customer:change": "changed {name}: {changed}",
    "customer:create": "created the customer {name}",
    "customer:unarchive": "brought {name} back from the archive",
    "link:revoke": "ended the link for good: {reason}",
    "organization:accept": "took note of the organization's new name, {name}",
    "organization:back": "saw that the organization {name} exists again",
    "organization:create": "created the organization {name} in the tenant {tenant}",
    "organization:gone": "deleted the organization {name}",
    "organization:map": "mapped the customer to the organization {name} in the tenant {tenant}",
    "organization:rename": "renamed the organization {was} to {name}",
    "organization:unmap": "unmapped the organization {name} of the tenant {tenant}",
    "preset:change": "changed the preset {name} of the tenant {tenant}",
    "preset:copy": "made the preset {name} as a copy in the tenant {tenant}",
    "preset:create": "made the preset {name} in the tenant {tenant}",
    "preset:delete": "deleted the preset {name} of the tenant {tenant}",
    "profile:change": "changed the self-service profile {name} in the tenant {tenant}",
    "profile:create": "made the self-service profile {name} in the tenant {tenant}",
    "profile:delete": "deleted the self-service profile {name} in the tenant {tenant}",
    "staff:activate": "let {name} sign in again",
    "staff:change": "changed {name}: {changed}",
    "staff:deactivate": "barred {name} from signing in and signed them out",
    "staff:invite": "invited {name} ({email}) as {role}",
    "staff:reset": "removed the second factors of {name}",
    "tenant:change": "changed the tenant {name}: {changed}",
    "tenant:check": "checked the tenant {name}: {missing} permissions missing. {error}",
    "tenant:create": "added the tenant {name}",
    "ticket:change_recipient": "changed the recipient from {was} to {recipient}",
    "ticket:complete": "completed the ticket: the setup is finished",
    "ticket:copy_link": "copied the link for {recipient}",
    "ticket:expire": "let the ticket run out",
    "ticket:fail": "could not get the ticket: {problem}",
    "ticket:first_open": "opened the ticket for the first time; five hours remain from there",
    "ticket:issue": "got the ticket from Auth0",
    "ticket:open": "opened the ticket",
    "ticket:renew": "renewed the ticket ({kind}) for {recipient}",
    "ticket:replace": "put a newer ticket in the place of this one",
    "ticket:request": "asked for a ticket ({kind}) for {recipient}",
    "ticket:resend": "mailed the link once more to {recipient}",
    "ticket:revoke": "revoked the ticket: {reason}",
    "ticket:revoke_accepted": "accepted the revocation",
}


def sentence(event: Event) -> str:
    """Return what an event tells, without its actor: "created the customer Acme"."""
    told = defaultdict(str, {key: _words(key, value) for key, value in event.data.items()})
    return SENTENCES[event.verb].format_map(told).strip()


def _words(key: str, value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(str(one).replace("_", " ") for one in value)
    if key in ("was", "to") and value in Stage.values:
        return str(Stage(value).label).lower()
    return "" if value is None else str(value)
