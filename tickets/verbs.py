"""What this app writes into the audit trail: one member a verb, with its sentence as label."""

from organizations.verbs import AuditVerb


class Verb(AuditVerb):
    """What the portal and those who use it did."""

    CONNECTION_POLICY = "connection:policy", "customized the schedule: {changed}"
    CONNECTION_PRESET_POLICY = "connection:preset_policy", "reset the schedule to the preset"
    CONTACT_WRITE = "contact:write", "wrote to {to}: “{subject}”"
    CUSTOMER_PAUSE = "customer:pause_reminders", "paused reminders for {name}"
    CUSTOMER_RESUME = "customer:resume_reminders", "resumed reminders for {name}"
    JOB_CANCEL = "job:cancel", "canceled job {job} with {left:row} left"
    JOB_CREATE = "job:create", "created job {job} with {rows:row}: {kind}"
    JOB_EXPORT = "job:export", "exported the results of job {job}"
    JOB_FINISH = "job:finish", "finished job {job}: {done} done, {failed} failed"
    JOB_PAUSE = "job:pause", "paused job {job}"
    JOB_RESUME = "job:resume", "resumed job {job}"
    JOB_RETRY = "job:retry", "retried {rows:failed row} of job {job}"
    JOB_START = "job:start", "started job {job} with {rows:row}"
    LINK_ADD = "link:add", "added {recipient} as a recipient ({role})"
    LINK_ASK = "link:ask", "requested a new link"
    LINK_COLLEAGUE = "link:colleague", "named {name} ({email}) as the right person"
    LINK_REMOVE = (
        "link:remove",
        "revoked the link for {recipient} only: {reason}",
    )
    LINK_REVOKE = "link:revoke", "revoked the link: {reason}"
    MESSAGE_BOUNCED = "message:bounced", "couldn't deliver the email “{kind}” to {to}: {problem}"
    MESSAGE_COMPLAINED = (
        "message:complained",
        "reported that {to} marked the email “{kind}” as spam",
    )
    MESSAGE_DEFERRED = (
        "message:deferred",
        "is still trying to deliver the email “{kind}” to {to}: {problem}",
    )
    MESSAGE_DELIVERED = "message:delivered", "delivered the email “{kind}” to {to}"
    MESSAGE_DROPPED = (
        "message:dropped",
        "canceled the email “{kind}” to {to}: it was no longer needed",
    )
    MESSAGE_FAILED = "message:failed", "couldn't send the email “{kind}” to {to}: {problem}"
    MESSAGE_SENT = "message:sent", "sent the email “{kind}” to {to}"
    PRESET_CHANGE = "preset:change", "changed the preset {name} in the tenant {tenant}"
    PRESET_COPY = "preset:copy", "created the preset {name} as a copy in the tenant {tenant}"
    PRESET_CREATE = "preset:create", "created the preset {name} in the tenant {tenant}"
    PRESET_DELETE = "preset:delete", "deleted the preset {name} in the tenant {tenant}"
    PROFILE_CHANGE = (
        "profile:change",
        "changed the self-service profile {name} in the tenant {tenant}",
    )
    PROFILE_CREATE = (
        "profile:create",
        "created the self-service profile {name} in the tenant {tenant}",
    )
    PROFILE_DELETE = (
        "profile:delete",
        "deleted the self-service profile {name} in the tenant {tenant}",
    )
    TICKET_CHANGE_RECIPIENT = (
        "ticket:change_recipient",
        "changed the recipient from {was} to {recipient}",
    )
    TICKET_COMPLETE = "ticket:complete", "completed the ticket: setup is finished"
    TICKET_APPROVE = "ticket:approve", "approved the pre-verified domains {domains}"
    TICKET_COPY_LINK = "ticket:copy_link", "copied the link for {recipient}"
    TICKET_EXPIRE = "ticket:expire", "expired the ticket"
    TICKET_EXPORT = "ticket:export", "exported {count:ticket} (filters: {filters})"
    TICKET_FAIL = "ticket:fail", "couldn't issue the ticket: {problem}"
    TICKET_FIRST_OPEN = (
        "ticket:first_open",
        "opened the ticket for the first time; the session lasts five hours",
    )
    TICKET_HOLD = "ticket:hold", "put the ticket on hold until a second person approves {domains}"
    TICKET_ISSUE = "ticket:issue", "issued the ticket"
    TICKET_OPEN = "ticket:open", "opened the ticket"
    TICKET_RENEW = "ticket:renew", "renewed the ticket for {recipient} ({kind})"
    TICKET_REPLACE = "ticket:replace", "replaced this ticket with a new one"
    TICKET_REQUEST = "ticket:request", "requested a ticket for {recipient} ({kind})"
    TICKET_RESEND = "ticket:resend", "resent the link to {recipient}"
    TICKET_REVOKE = "ticket:revoke", "revoked the ticket: {reason}"
    TICKET_REVOKE_ACCEPTED = "ticket:revoke_accepted", "accepted the revocation"


class AssistantVerb(AuditVerb):
    """What happened in the self-service assistant, as Auth0's log tells it: done, and failed."""

    ADD_DOMAIN = "assistant:add_domain", "a domain was added (Auth0's log)"
    ADD_DOMAIN_FAILED = "assistant:add_domain_failed", "a domain couldn't be added (Auth0's log)"
    ASSOCIATE_VERIFIED_DOMAIN = (
        "assistant:associate_verified_domain",
        "a verified domain was used (Auth0's log)",
    )
    ASSOCIATE_VERIFIED_DOMAIN_FAILED = (
        "assistant:associate_verified_domain_failed",
        "a verified domain couldn't be used (Auth0's log)",
    )
    CONNECTION_CREATION = (
        "assistant:connection_creation",
        "the connection was created (Auth0's log)",
    )
    CONNECTION_CREATION_FAILED = (
        "assistant:connection_creation_failed",
        "the connection couldn't be created (Auth0's log)",
    )
    CONNECTION_UPDATE = "assistant:connection_update", "the connection was changed (Auth0's log)"
    CONNECTION_UPDATE_FAILED = (
        "assistant:connection_update_failed",
        "the connection couldn't be changed (Auth0's log)",
    )
    DELETE_PENDING_DOMAIN = (
        "assistant:delete_pending_domain",
        "a pending domain was removed (Auth0's log)",
    )
    DELETE_PENDING_DOMAIN_FAILED = (
        "assistant:delete_pending_domain_failed",
        "a pending domain couldn't be removed (Auth0's log)",
    )
    DELETE_VERIFIED_DOMAIN = (
        "assistant:delete_verified_domain",
        "a verified domain was removed (Auth0's log)",
    )
    DELETE_VERIFIED_DOMAIN_FAILED = (
        "assistant:delete_verified_domain_failed",
        "a verified domain couldn't be removed (Auth0's log)",
    )
    DOMAIN_VERIFICATION = "assistant:domain_verification", "a domain was verified (Auth0's log)"
    DOMAIN_VERIFICATION_FAILED = (
        "assistant:domain_verification_failed",
        "a domain couldn't be verified (Auth0's log)",
    )
    DOMAIN_VERIFICATION_SUCCESSFUL = (
        "assistant:domain_verification_successful",
        "a domain was verified (Auth0's log)",
    )
    DOMAIN_VERIFICATION_SUCCESSFUL_FAILED = (
        "assistant:domain_verification_successful_failed",
        "a domain couldn't be verified (Auth0's log)",
    )
    DOMAIN_VERIFICATION_UNSUCCESSFUL = (
        "assistant:domain_verification_unsuccessful",
        "verification was requested before the DNS record was found (Auth0's log)",
    )
    DOMAIN_VERIFICATION_UNSUCCESSFUL_FAILED = (
        "assistant:domain_verification_unsuccessful_failed",
        "a domain couldn't be verified (Auth0's log)",
    )
    ENABLE_CONNECTION = "assistant:enable_connection", "the connection was enabled (Auth0's log)"
    ENABLE_CONNECTION_FAILED = (
        "assistant:enable_connection_failed",
        "the connection couldn't be enabled (Auth0's log)",
    )
    FLOW_END = "assistant:flow_end", "the assistant was finished (Auth0's log)"
    FLOW_END_FAILED = (
        "assistant:flow_end_failed",
        "the assistant couldn't be finished (Auth0's log)",
    )
    GOOGLE_WORKSPACE_PROVISIONING_CONSENT_COMPLETED = (
        "assistant:google_workspace_provisioning_consent_completed",
        "Auth0 can read Google Workspace (Auth0's log)",
    )
    GOOGLE_WORKSPACE_PROVISIONING_CONSENT_COMPLETED_FAILED = (
        "assistant:google_workspace_provisioning_consent_completed_failed",
        "Auth0 can't read Google Workspace (Auth0's log)",
    )
    GOOGLE_WORKSPACE_PROVISIONING_CONSENT_FAILED = (
        "assistant:google_workspace_provisioning_consent_failed",
        "Auth0 can't read Google Workspace (Auth0's log)",
    )
    GOOGLE_WORKSPACE_PROVISIONING_CONSENT_FAILED_FAILED = (
        "assistant:google_workspace_provisioning_consent_failed_failed",
        "Auth0 can't read Google Workspace (Auth0's log)",
    )
    GOOGLE_WORKSPACE_PROVISIONING_CONSENT_STARTED = (
        "assistant:google_workspace_provisioning_consent_started",
        "consent to read Google Workspace was requested (Auth0's log)",
    )
    GOOGLE_WORKSPACE_PROVISIONING_CONSENT_STARTED_FAILED = (
        "assistant:google_workspace_provisioning_consent_started_failed",
        "consent to read Google Workspace couldn't be requested (Auth0's log)",
    )
    GOOGLE_WORKSPACE_PROVISIONING_GROUPS_ENABLED = (
        "assistant:google_workspace_provisioning_groups_enabled",
        "Google Workspace groups were turned on (Auth0's log)",
    )
    GOOGLE_WORKSPACE_PROVISIONING_GROUPS_ENABLED_FAILED = (
        "assistant:google_workspace_provisioning_groups_enabled_failed",
        "Google Workspace groups couldn't be turned on (Auth0's log)",
    )
    GOOGLE_WORKSPACE_PROVISIONING_GROUPS_FAILED = (
        "assistant:google_workspace_provisioning_groups_failed",
        "Google Workspace groups couldn't be read (Auth0's log)",
    )
    GOOGLE_WORKSPACE_PROVISIONING_GROUPS_FAILED_FAILED = (
        "assistant:google_workspace_provisioning_groups_failed_failed",
        "Google Workspace groups couldn't be read (Auth0's log)",
    )
    MISSING_CONFIGURATION = (
        "assistant:missing_configuration",
        "settings are missing in the tenant (Auth0's log)",
    )
    MISSING_CONFIGURATION_FAILED = (
        "assistant:missing_configuration_failed",
        "the assistant stopped: settings are missing in the tenant (Auth0's log)",
    )
    PROVISIONING_ATTRIBUTE_UPDATE = (
        "assistant:provisioning_attribute_update",
        "provisioning attributes were changed (Auth0's log)",
    )
    PROVISIONING_ATTRIBUTE_UPDATE_FAILED = (
        "assistant:provisioning_attribute_update_failed",
        "provisioning attributes couldn't be changed (Auth0's log)",
    )
    PROVISIONING_TOKEN_CREATION = (
        "assistant:provisioning_token_creation",
        "a provisioning token was created (Auth0's log)",
    )
    PROVISIONING_TOKEN_CREATION_FAILED = (
        "assistant:provisioning_token_creation_failed",
        "a provisioning token couldn't be created (Auth0's log)",
    )
    PROVISIONING_TOKEN_DELETION = (
        "assistant:provisioning_token_deletion",
        "a provisioning token was deleted (Auth0's log)",
    )
    PROVISIONING_TOKEN_DELETION_FAILED = (
        "assistant:provisioning_token_deletion_failed",
        "a provisioning token couldn't be deleted (Auth0's log)",
    )
    TICKET_CONSUMPTION = "assistant:ticket_consumption", "the assistant was opened (Auth0's log)"
    TICKET_CONSUMPTION_FAILED = (
        "assistant:ticket_consumption_failed",
        "the assistant couldn't be opened (Auth0's log)",
    )
    TICKET_GENERATION = "assistant:ticket_generation", "a ticket was created (Auth0's log)"
    TICKET_GENERATION_FAILED = (
        "assistant:ticket_generation_failed",
        "a ticket couldn't be created (Auth0's log)",
    )
    TRY_CONNECTION_END = "assistant:try_connection_end", "the connection was tested (Auth0's log)"
    TRY_CONNECTION_END_FAILED = (
        "assistant:try_connection_end_failed",
        "a test of the connection failed (Auth0's log)",
    )
    TRY_CONNECTION_START = (
        "assistant:try_connection_start",
        "a test of the connection started (Auth0's log)",
    )
    TRY_CONNECTION_START_FAILED = (
        "assistant:try_connection_start_failed",
        "the connection couldn't be tested (Auth0's log)",
    )
