"""The audit trail in plain words: one sentence for every verb."""

import re
from collections import defaultdict
from typing import Any

from organizations.models import Event, Stage

# {…} are keys of the event's data; the actor is named beside the sentence.
SENTENCES: dict[str, str] = {
    "audit:export": "took {count} lines of the audit trail out as a file (filters: {filters})",
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
    "customer:export": "took the list of {count} customers out as a file (filters: {filters})",
    "customer:unarchive": "brought {name} back from the archive",
    "domain:accept": "set {domain} to verified: its DNS record is right",
    "domain:add": "put {domain} up for verification",
    "domain:check": "asked to look for the TXT record of {domain} in DNS",
    "domain:force": "set {domain} to verified without its DNS record: {reason}",
    "domain:look_up": "looked for the TXT record of {domain} in DNS: {result}",
    "domain:pending": "saw that {domain} waits for verification",
    "domain:record": "noted the TXT record of {domain}, at {host}",
    "domain:remove": "took {domain} out",
    "domain:route": "had Auth0 lead the people of {domains} to the connection",
    "domain:seen": "saw {domain} in Auth0",
    "domain:vanished": "saw that {domain} is no longer in Auth0",
    "domain:verified": "saw that {domain} is verified",
    "job:cancel": "cancelled the job {job}: {left} rows were left",
    "job:create": "made the job {job} to {kind}: {rows} rows",
    "job:export": "took the result of the job {job} out as a file",
    "job:finish": "finished the job {job}: {done} done, {failed} failed",
    "job:pause": "paused the job {job}",
    "job:resume": "went on with the job {job}",
    "job:retry": "had {rows} failed rows of the job {job} tried again",
    "job:start": "started the job {job}: {rows} rows",
    "link:ask": "asked for a new link",
    "link:colleague": "named {name} ({email}) as the right person",
    "link:revoke": "ended the link for good: {reason}",
    "message:bounced": "could not deliver the mail ({kind}) to {to}: {problem}",
    "message:complained": "told that {to} marked the mail ({kind}) as spam",
    "message:deferred": "is still trying to deliver the mail ({kind}) to {to}: {problem}",
    "message:delivered": "delivered the mail ({kind}) to {to}",
    "message:dropped": "did not send the mail ({kind}) to {to}: it was no longer wanted",
    "message:failed": "could not send the mail ({kind}) to {to}: {problem}",
    "message:sent": "sent the mail ({kind}) to {to}",
    "note:add": "added a note",
    "note:change": "changed a note",
    "note:delete": "deleted a note",
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
    "staff:factor_add": "set up {what} to sign in by",
    "staff:factor_remove": "took away {what} to sign in by",
    "staff:invite": "invited {name} ({email}) as {role}",
    "staff:password": "set a password",
    "staff:reset": "removed the second factors of {name}",
    "staff:sign_in": "signed in by {how}",
    "tenant:change": "changed the tenant {name}: {changed}",
    "tenant:check": "checked the tenant {name}: {missing} permissions missing. {error}",
    "tenant:create": "added the tenant {name}",
    "tenant:stream_start": "had Auth0 push the log events of {name} to the portal",
    "tenant:stream_stop": "stopped the pushing of log events of {name}",
    "ticket:change_recipient": "changed the recipient from {was} to {recipient}",
    "ticket:complete": "completed the ticket: the setup is finished",
    "ticket:confirm": "confirmed the pre-verified domains {domains}",
    "ticket:copy_link": "copied the link for {recipient}",
    "ticket:expire": "let the ticket run out",
    "ticket:fail": "could not get the ticket: {problem}",
    "ticket:first_open": "opened the ticket for the first time; five hours remain from there",
    "ticket:hold": "put the ticket on hold until a second person confirms {domains}",
    "ticket:issue": "got the ticket from Auth0",
    "ticket:open": "opened the ticket",
    "ticket:renew": "renewed the ticket ({kind}) for {recipient}",
    "ticket:replace": "put a newer ticket in the place of this one",
    "ticket:request": "asked for a ticket ({kind}) for {recipient}",
    "ticket:resend": "mailed the link once more to {recipient}",
    "ticket:revoke": "revoked the ticket: {reason}",
    "ticket:revoke_accepted": "accepted the revocation",
    "view:change": "changed the saved view {name}: {changed}",
    "view:delete": "deleted the saved view {name}",
    "view:save": "saved the view {name} of the customers",
}

# What happened in the self-service assistant, as Auth0's log tells it: done, and failed.
_ASSISTANT = {
    "add_domain": ("a domain was added", "a domain could not be added"),
    "associate_verified_domain": (
        "a verified domain was used",
        "a verified domain could not be used",
    ),
    "connection_creation": ("the connection was created", "the connection could not be created"),
    "connection_update": ("the connection was changed", "the connection could not be changed"),
    "delete_pending_domain": (
        "a pending domain was taken out",
        "a pending domain could not be taken out",
    ),
    "delete_verified_domain": (
        "a verified domain was taken out",
        "a verified domain could not be taken out",
    ),
    "domain_verification": ("a domain was verified", "a domain could not be verified"),
    "domain_verification_successful": ("a domain was verified", "a domain could not be verified"),
    "domain_verification_unsuccessful": (
        "verification was asked for before the DNS record was there",
        "a domain could not be verified",
    ),
    "enable_connection": ("the connection was enabled", "the connection could not be enabled"),
    "flow_end": ("the assistant was finished", "the assistant could not be finished"),
    "google_workspace_provisioning_consent_completed": (
        "Auth0 may read Google Workspace",
        "Auth0 may not read Google Workspace",
    ),
    "google_workspace_provisioning_consent_failed": (
        "Auth0 may not read Google Workspace",
        "Auth0 may not read Google Workspace",
    ),
    "google_workspace_provisioning_consent_started": (
        "consent to read Google Workspace was asked for",
        "consent to read Google Workspace could not be asked for",
    ),
    "google_workspace_provisioning_groups_enabled": (
        "groups of Google Workspace were switched on",
        "groups of Google Workspace could not be switched on",
    ),
    "google_workspace_provisioning_groups_failed": (
        "groups of Google Workspace could not be read",
        "groups of Google Workspace could not be read",
    ),
    "missing_configuration": (
        "settings are missing in the tenant",
        "the assistant stopped: settings are missing in the tenant",
    ),
    "provisioning_attribute_update": (
        "the attributes of provisioning were changed",
        "the attributes of provisioning could not be changed",
    ),
    "provisioning_token_creation": (
        "a provisioning token was made",
        "a provisioning token could not be made",
    ),
    "provisioning_token_deletion": (
        "a provisioning token was deleted",
        "a provisioning token could not be deleted",
    ),
    "ticket_consumption": ("the assistant was opened", "the assistant could not be opened"),
    "ticket_generation": ("a ticket was made", "a ticket could not be made"),
    "try_connection_end": ("the connection was tried", "trying the connection failed"),
    "try_connection_start": (
        "a try of the connection began",
        "the connection could not be tried",
    ),
}
for _step, (_done, _failed) in _ASSISTANT.items():
    SENTENCES[f"assistant:{_step}"] = f"{_done} (Auth0's log)"
    SENTENCES[f"assistant:{_step}_failed"] = f"{_failed} (Auth0's log)"


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
