"""What the audit trail can tell: one member a verb, with its sentence as label.

A value reads "subject:action". {…} in a sentence are keys of the event's data, {count:row} with the
noun they count; the actor is named beside it.
"""

from django.db.models import TextChoices


class AuditVerb(TextChoices):
    """Every enum of verbs is one; `organizations.services.audit.sentences` has to know it."""


class Verb(AuditVerb):
    """What this app writes."""

    API_KEY_CREATE = "api_key:create", "created the API key {name} ({prefix}…)"
    API_KEY_REVOKE = "api_key:revoke", "revoked the API key {name} ({prefix}…)"
    API_KEY_ROTATE = (
        "api_key:rotate",
        "replaced the API key {name} ({was}… with {prefix}…); the old key expires on {ends}",
    )
    ATTENTION_ASSIGN = "attention:assign", "assigned “{reason}” to {assignee}"
    ATTENTION_DUE = "attention:due", "set the due date of “{reason}” to {due}"
    ATTENTION_FLAG = "attention:flag", "asked staff for attention: {detail}"
    ATTENTION_REOPEN = "attention:reopen", "reopened “{reason}”"
    ATTENTION_RESOLVE = "attention:resolve", "marked “{reason}” as resolved: {why}"
    ATTENTION_SETTLE = "attention:settle", "resolved “{reason}”"
    ATTENTION_SNOOZE = "attention:snooze", "snoozed “{reason}” until {until}"
    ATTENTION_UNDO = "attention:undo", "undid a change of “{reason}”"
    AUDIT_EXPORT = (
        "audit:export",
        "exported {count:audit event} (filters: {filters})",
    )
    AUDIT_PRUNE = (
        "audit:prune",
        "deleted {count:audit event} past the retention period, up to {number}",
    )
    CHANNEL_CHANGE = "channel:change", "changed the team channel {name}: {changed}"
    CHANNEL_CREATE = "channel:create", "added the team channel {name}"
    CHANNEL_DELETE = "channel:delete", "deleted the team channel {name}"
    CONNECTION_ADOPT = "connection:adopt", "imported the connection {name} from Auth0"
    CONNECTION_CHANGED = (
        "connection:changed",
        "found that the connection was changed in Auth0: {what}",
    )
    CONNECTION_CLIENTS = "connection:clients", "enabled the connection for its applications"
    CONNECTION_CREATE = "connection:create", "created the connection {name} in Auth0"
    CONNECTION_DROP = (
        "connection:drop",
        "discarded the connection {name}, which Auth0 didn't create",
    )
    CONNECTION_ENDING = "connection:ending", "found that the {what} expires on {ends}"
    CONNECTION_ORGANIZATION = (
        "connection:organization",
        "enabled the connection for the organization {name}",
    )
    CONNECTION_PLAN = "connection:plan", "planned the connection {name}"
    CONNECTION_REFRESH = "connection:refresh", "refreshed the connection from Auth0"
    CONNECTION_SECRET = "connection:secret", "noted that the client secret expires on {ends}"
    CONNECTION_STAGE = "connection:stage", "moved the connection from “{was}” to “{to}”"
    CONTACT_ADD = "contact:add", "added {name} ({email}) as a contact"
    CONTACT_BOUNCE = "contact:bounce", "found that {email} can't receive email: {problem}"
    CONTACT_CHANGE = "contact:change", "changed the contact {name}: {changed}"
    CONTACT_FORGET = (
        "contact:forget",
        "erased a person, and their data in {events:audit event}",
    )
    CONTACT_OPT_OUT = "contact:opt_out", "opted out of reminders at {email}"
    CONTACT_REACHED = "contact:reached", "reached {email} again"
    CONTACT_REMOVE = "contact:remove", "removed the contact {name} ({email})"
    CONNECTION_UPDATE = "connection:update", "changed the connection in Auth0: {what}"
    CUSTOMER_ARCHIVE = "customer:archive", "archived {name}"
    CUSTOMER_CHANGE = "customer:change", "changed {name}: {changed}"
    CUSTOMER_CREATE = "customer:create", "created the customer {name}"
    CUSTOMER_EXPORT = (
        "customer:export",
        "exported {count:customer} (filters: {filters})",
    )
    CUSTOMER_MERGE = "customer:merge", "merged {name} into {other}"
    CUSTOMER_UNARCHIVE = "customer:unarchive", "unarchived {name}"
    CUSTOMER_UNMERGE = "customer:unmerge", "undid the merge of {name} into {other}"
    DOMAIN_ACCEPT = "domain:accept", "marked {domain} as verified: its DNS record is correct"
    DOMAIN_ADD = "domain:add", "added {domain} for verification"
    DOMAIN_CHECK = "domain:check", "requested a DNS check for {domain}"
    DOMAIN_FORCE = "domain:force", "marked {domain} as verified without its DNS record: {reason}"
    DOMAIN_LOOK_UP = "domain:look_up", "checked DNS for the TXT record of {domain}: {result}"
    DOMAIN_PENDING = "domain:pending", "found that {domain} is pending verification"
    DOMAIN_RECORD = "domain:record", "added the TXT record of {domain}, at {host}"
    DOMAIN_REMOVE = "domain:remove", "removed {domain}"
    DOMAIN_ROUTE = "domain:route", "routed {domains} to the connection"
    DOMAIN_SEEN = "domain:seen", "found {domain} in Auth0"
    DOMAIN_VANISHED = "domain:vanished", "found that {domain} is no longer in Auth0"
    DOMAIN_VERIFIED = "domain:verified", "found that {domain} is verified"
    FAILURE_ADD = "failure:add", "added “{fragment}” to the sign-in errors"
    FAILURE_CHANGE = "failure:change", "changed what “{fragment}” means among the sign-in errors"
    FAILURE_DELETE = "failure:delete", "deleted “{fragment}” from the sign-in errors"
    NOTE_ADD = "note:add", "added a note"
    NOTE_CHANGE = "note:change", "changed a note"
    NOTE_DELETE = "note:delete", "deleted a note"
    NOTIFICATION_CHANGE = "notification:change", "changed their notifications: {changed}"
    ORGANIZATION_ACCEPT = "organization:accept", "accepted the organization's new name, {name}"
    ORGANIZATION_BACK = "organization:back", "found that the organization {name} exists again"
    ORGANIZATION_CREATE = (
        "organization:create",
        "created the organization {name} in the tenant {tenant}",
    )
    ORGANIZATION_GONE = "organization:gone", "deleted the organization {name}"
    ORGANIZATION_MAP = (
        "organization:map",
        "mapped the customer to the organization {name} in the tenant {tenant}",
    )
    ORGANIZATION_RENAME = "organization:rename", "renamed the organization {was} to {name}"
    ORGANIZATION_UNMAP = (
        "organization:unmap",
        "unmapped the organization {name} in the tenant {tenant}",
    )
    PORTAL_RESTORE = "portal:restore", "restored all data from a backup of {made_at}"
    STAFF_ACTIVATE = "staff:activate", "reactivated {name}"
    STAFF_CHANGE = "staff:change", "changed {name}: {changed}"
    STAFF_DEACTIVATE = "staff:deactivate", "deactivated {name} and signed them out"
    STAFF_FACTOR_ADD = "staff:factor_add", "added {what} as a sign-in method"
    STAFF_FACTOR_REMOVE = "staff:factor_remove", "removed {what} as a sign-in method"
    STAFF_HAND_OVER = (
        "staff:hand_over",
        "transferred {count:customer} and {items:open item} from {name} to {receiver}",
    )
    STAFF_INVITE = "staff:invite", "invited {name} ({email}) as {role}"
    STAFF_PASSWORD = "staff:password", "set a password"
    STAFF_RESET = "staff:reset", "reset the second factors of {name}"
    STAFF_REFUSED = "staff:refused", "was denied access: {method} {route}"
    STAFF_SESSION_END = "staff:session_end", "ended {count:session}"
    STAFF_SIGN_IN = "staff:sign_in", "signed in with {how}"
    STAFF_SIGN_IN_FAILED = "staff:sign_in_failed", "denied {name} sign-in: {what} was wrong"
    TENANT_CHANGE = "tenant:change", "changed the tenant {name}: {changed}"
    TENANT_CHECK = (
        "tenant:check",
        "checked the tenant {name}: {missing:permission} missing. {error}",
    )
    TENANT_CREATE = "tenant:create", "added the tenant {name}"
    TENANT_STREAM_START = (
        "tenant:stream_start",
        "enabled log streaming for {name}",
    )
    TENANT_STREAM_STOP = "tenant:stream_stop", "disabled log streaming for {name}"
    VIEW_CHANGE = "view:change", "changed the saved view {name}: {changed}"
    VIEW_DELETE = "view:delete", "deleted the saved view {name}"
    VIEW_SAVE = "view:save", "saved the view {name}"
    WEBHOOK_CHANGE = "webhook:change", "changed the webhook {name}: {changed}"
    WEBHOOK_CREATE = "webhook:create", "created the webhook {name}"
    WEBHOOK_DELETE = "webhook:delete", "deleted the webhook {name}"
    WEBHOOK_DISABLE = "webhook:disable", "turned off the webhook {name}. {reason}"
    WEBHOOK_ENABLE = "webhook:enable", "turned on the webhook {name}"
    WEBHOOK_RESEND = "webhook:resend", "resent failed deliveries of the webhook {name} ({count})"
    WEBHOOK_ROTATE = (
        "webhook:rotate",
        "replaced the secret of the webhook {name}; the old one expires on {ends}",
    )
    WEBHOOK_TEST = "webhook:test", "sent a test event to the webhook {name}"
