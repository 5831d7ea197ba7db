"""The audit trail in plain words: one sentence for every verb."""

import re
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
    "connection:ending": "saw that the {what} ends on {ends}",
    "connection:policy": "gave the connection rules of its own: {changed}",
    "connection:preset_policy": "went back to the rules of the preset",
    "connection:plan": "planned the connection {name}",
    "connection:stage": "moved the connection from “{was}” to “{to}”",
    "contact:add": "added {name} ({email}) as a contact",
    "contact:bounce": "learned that {email} takes no mails: {problem}",
    "contact:change": "changed the contact {name}: {changed}",
    "contact:opt_out": "wants no more reminders at {email}",
    "contact:reached": "reached {email} again",
    "contact:remove": "removed the contact {name} ({email})",
    "customer:archive": "archived {name}",
    "customer:change": "changed {name}: {changed}",
    "customer:create": "created the customer {name}",
    "customer:unarchive": "brought {name} back from the archive",
    "domain:accept": "set {domain} to verified: its DNS record is right",
    "domain:add": "put {domain} up for verification",
    "domain:force": "set {domain} to verified without its DNS record: {reason}",
    "domain:look_up": "looked for the TXT record of {domain} in DNS: {result}",
    "domain:pending": "saw that {domain} waits for verification",
    "domain:remove": "took {domain} out",
    "domain:seen": "saw {domain} in Auth0",
    "domain:vanished": "saw that {domain} is no longer in Auth0",
    "domain:verified": "saw that {domain} is verified",
    "link:revoke": "ended the link for good: {reason}",
    "message:bounced": "could not deliver the mail ({kind}) to {to}: {problem}",
    "message:complained": "told that {to} marked the mail ({kind}) as spam",
    "message:deferred": "is still trying to deliver the mail ({kind}) to {to}: {problem}",
    "message:delivered": "delivered the mail ({kind}) to {to}",
    "message:dropped": "did not send the mail ({kind}) to {to}: it was no longer wanted",
    "message:failed": "could not send the mail ({kind}) to {to}: {problem}",
    "message:sent": "sent the mail ({kind}) to {to}",
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
    "tenant:stream_start": "had Auth0 push the log events of {name} to the portal",
    "tenant:stream_stop": "stopped the pushing of log events of {name}",
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

# What happened in the self-service assistant: done, and what could not be done.
_ASSISTANT = {
    "add_domain": ("added a domain", "add a domain"),
    "associate_verified_domain": ("used a verified domain", "use a verified domain"),
    "connection_creation": ("created the connection", "create the connection"),
    "connection_update": ("changed the connection", "change the connection"),
    "delete_pending_domain": ("took out a pending domain", "take out a pending domain"),
    "delete_verified_domain": ("took out a verified domain", "take out a verified domain"),
    "domain_verification": ("verified a domain", "verify a domain"),
    "domain_verification_successful": ("verified a domain", "verify a domain"),
    "domain_verification_unsuccessful": (
        "asked for verification before the DNS record was there",
        "verify a domain",
    ),
    "enable_connection": ("enabled the connection", "enable the connection"),
    "flow_end": ("finished the assistant", "finish the assistant"),
    "google_workspace_provisioning_consent_completed": (
        "let Auth0 read Google Workspace",
        "let Auth0 read Google Workspace",
    ),
    "google_workspace_provisioning_consent_failed": (
        "did not let Auth0 read Google Workspace",
        "let Auth0 read Google Workspace",
    ),
    "google_workspace_provisioning_consent_started": (
        "began to let Auth0 read Google Workspace",
        "begin to let Auth0 read Google Workspace",
    ),
    "google_workspace_provisioning_groups_enabled": (
        "switched on groups of Google Workspace",
        "switch on groups of Google Workspace",
    ),
    "google_workspace_provisioning_groups_failed": (
        "did not get groups of Google Workspace",
        "switch on groups of Google Workspace",
    ),
    "missing_configuration": (
        "met settings that are missing in the tenant",
        "go on: settings are missing in the tenant",
    ),
    "provisioning_attribute_update": (
        "changed the attributes of provisioning",
        "change the attributes of provisioning",
    ),
    "provisioning_token_creation": ("made a provisioning token", "make a provisioning token"),
    "provisioning_token_deletion": ("deleted a provisioning token", "delete a provisioning token"),
    "ticket_consumption": ("opened the assistant", "open the assistant"),
    "ticket_generation": ("got a ticket", "get a ticket"),
    "try_connection_end": ("tried the connection", "try the connection"),
    "try_connection_start": ("began to try the connection", "try the connection"),
}
for _step, (_done, _undone) in _ASSISTANT.items():
    SENTENCES[f"assistant:{_step}"] = f"told: somebody {_done}"
    SENTENCES[f"assistant:{_step}_failed"] = f"told: somebody could not {_undone}"


def sentence(event: Event) -> str:
    """Return what an event tells, without its actor: "created the customer Acme".

    A verb of an older release is shown as it stands.
    """
    told = defaultdict(str, {key: _words(key, value) for key, value in event.data.items()})
    return SENTENCES.get(event.verb, event.verb).format_map(told).strip(" :.")


def _words(key: str, value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(str(one).replace("_", " ") for one in value)
    if key in ("was", "to") and value in Stage.values:
        return str(Stage(value).label).lower()
    if key in ("kind", "reason", "result") and re.fullmatch(r"[a-z]+(_[a-z]+)+", str(value)):
        return str(value).replace("_", " ")
    return "" if value is None else str(value)
