"""Who may use each route: what the portal promises, written down beside the code that keeps it.

A route without an entry here fails the tests. Those of the administration have one entry a record.
"""

ANYBODY, SIGNED_IN = "anybody", "signed in"
# A key of the API, which no session stands for.
KEY = "a key"
# The administration: operators only, as `manage_tenants` is theirs alone.
ADMIN = "administration"
# What operators type in there. Everything else is shown only.
ADDED = {"customer", "contact", "tenant", "user"}
CHANGED = {*ADDED, "preset"}
DELETED = {"preset"}

WHO_MAY: dict[str, tuple[str, ...]] = {
    ANYBODY: (
        # From this machine, where tests come from; others: tests/portal/monitoring/metrics/ .
        "metrics",
        *("healthz", "theme", "set_language", "account/email/", "account_email"),
        *("account_login", "account_logout", "account_inactive", "account_signup"),
        *("account_email_verification_sent", "account_confirm_email", "account_confirm_login_code"),
        *("account_reset_password", "account_reset_password_done"),
        *("account_reset_password_from_key", "account_reset_password_from_key_done"),
        *("mfa_authenticate", "mfa_login_webauthn"),
        *("socialaccount_login_cancelled", "socialaccount_signup"),
        *("openid_connect_login", "openid_connect_callback"),
        *("tickets:mail_hook", "api:openapi", "api:docs", "api/v1/", "api/keycard/"),
        *("tickets:landing", "tickets:check", "tickets:refresh"),
        *("tickets:colleague_named", "tickets:opt_out"),
        *("tickets:new_link", "tickets:records", "tickets:problems"),
        "tickets:checklist",
    ),
    SIGNED_IN: (
        *("account_reauthenticate", "account_change_password", "account_set_password"),
        *("mfa_index", "mfa_reauthenticate", "mfa_activate_totp", "mfa_deactivate_totp"),
        *("mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_download_recovery_codes"),
        *("mfa_list_webauthn", "mfa_add_webauthn", "mfa_edit_webauthn", "mfa_remove_webauthn"),
        "mfa_reauthenticate_webauthn",
        *("socialaccount_login_error", "socialaccount_connections"),
        *("account/social/login/cancelled/", "account/social/login/error/"),
        *("account/social/signup/", "account/social/connections/"),
        "organizations:sessions",
        *("organizations:notifications", "organizations:notifications_test"),
    ),
    # Which key may what: tests/tickets/api/ .
    KEY: (
        "sso_connection",
        "log_hook",  # its tenant's own
        *("api:add_domain", "api:adopt_connection", "api:archive_customer", "api:cancel_job"),
        *(
            "api:change_recipient",
            "api:add_recipient",
            "api:revoke_link",
            "api:check_domain",
            "api:create_connection",
        ),
        *("api:create_contact", "api:create_customer", "api:create_job"),
        *("api:create_organization", "api:delete_contact", "api:enable_connection"),
        *("api:find_connections", "api:find_organizations", "api:get_connection"),
        *("api:get_contact", "api:get_customer", "api:get_domain", "api:get_job", "api:get_link"),
        *("api:get_message", "api:get_organization", "api:get_preset", "api:get_ticket"),
        *("api:issue_ticket", "api:list_connections", "api:list_contacts", "api:list_customers"),
        *("api:list_domains", "api:list_events", "api:list_job_rows", "api:list_jobs"),
        *("api:list_links", "api:list_messages", "api:list_organizations", "api:list_presets"),
        *("api:list_profiles", "api:list_tenants", "api:list_tickets", "api:map_organization"),
        *("api:pause_job", "api:refresh_connection", "api:reissue_ticket", "api:remove_domain"),
        *("api:resend_ticket", "api:resume_job", "api:retry_job", "api:reveal_link"),
        *("api:revoke_ticket", "api:send_follow_up", "api:start_job", "api:unarchive_customer"),
        *("api:unmap_organization", "api:update_contact", "api:update_customer"),
        *("api:upsert_customer", "api:create_webhook", "api:delete_webhook", "api:get_webhook"),
        *("api:list_webhook_deliveries", "api:list_webhooks", "api:resend_failed_deliveries"),
        *("api:resend_webhook_delivery", "api:rotate_webhook_secret", "api:test_webhook"),
        "api:update_webhook",
    ),
    "view_pages": (
        *("home", "customers", "customer", "connection", "tickets:find"),
        *("organizations:customers_export", "organizations:keycard"),
        *("organizations:view_new", "organizations:view_edit", "organizations:view_delete"),
        *("organizations:tenants", "organizations:tenant", "organizations:failures"),
        "tickets:tickets_export",
        *("tickets:tickets", "tickets:ticket", "tickets:scheduled", "tickets:scheduled_html"),
        *("tickets:jobs", "tickets:job", "tickets:job_template", "tickets:job_result"),
        *("tickets:inventory", "tickets:mails", "tickets:mail", "tickets:mail_html"),
        *("tickets:presets", "tickets:preset", "tickets:profiles", "tickets:profile"),
    ),
    "change_customers": (
        *("organizations:customer_new", "organizations:customer_edit"),
        "organizations:customer_owner",
        *("organizations:note_new", "organizations:note_edit", "organizations:note_delete"),
        *("organizations:contact_new", "organizations:contact_edit"),
        "organizations:contact_remove",
    ),
    "map_organizations": (
        *("organizations:mapping", "organizations:organization_new", "tickets:unmap"),
        *("organizations:organization_refresh", "organizations:organization_accept"),
    ),
    "issue_tickets": (
        *("organizations:attention_change", "organizations:attention_resolve"),
        "organizations:attention_undo",
        *("organizations:connection_adopt", "organizations:connection_create"),
        *("organizations:connection_edit", "organizations:connection_reconcile"),
        *("organizations:connection_enable", "organizations:connection_finish"),
        "organizations:secret_expiry",
        *("organizations:domain_add", "organizations:domain_record"),
        *("organizations:domain_check", "organizations:domain_remove"),
        *("tickets:new", "tickets:setup", "tickets:review", "tickets:resend"),
        "tickets:correct_address",
        *("tickets:revoke", "tickets:change_recipient", "tickets:colleague"),
        *("tickets:add_recipient", "tickets:person_resend", "tickets:person_revoke"),
        *("tickets:follow_up", "tickets:policy", "tickets:policy_drop"),
        "tickets:message",
        *("tickets:reminders_pause", "tickets:reminders_resume"),
        # Of a job that issues; one that maps asks for `map_organizations`, which the same have.
        *("tickets:job_new", "tickets:job_upload", "tickets:job_columns", "tickets:job_choose"),
        *("tickets:job_recheck", "tickets:job_create_unmatched", "tickets:job_pause"),
        *("tickets:job_resume", "tickets:job_cancel", "tickets:job_retry"),
    ),
    "copy_links": ("tickets:copy_link", "tickets:person_link"),
    "approve_domains": ("tickets:approve",),
    "force_domains": ("organizations:domain_force",),
    "archive_customers": (
        "organizations:customer_unarchive",
        "tickets:customer_archive",
        "tickets:customer_merge",
        "tickets:customer_unmerge",
    ),
    "manage_presets": (
        *("tickets:preset_new", "tickets:preset_edit", "tickets:preset_copy"),
        *("tickets:preset_delete", "tickets:profile_new", "tickets:profile_edit"),
        *("tickets:profile_copy", "tickets:profile_delete"),
    ),
    "view_reports": ("tickets:reports", "tickets:reports_csv"),
    "manage_failures": (
        *("organizations:own_failure_new", "organizations:own_failure_edit"),
        "organizations:own_failure_delete",
    ),
    "manage_channels": (
        *("organizations:channel_new", "organizations:channel_edit"),
        *("organizations:channel_delete", "organizations:channel_test"),
    ),
    "view_audit": ("organizations:audit", "organizations:audit_export"),
    "create_raw_connections": ("organizations:connection_create_raw",),
    "manage_tenants": (
        *("organizations:tenant_new", "organizations:tenant_edit", "organizations:tenant_check"),
        *("organizations:stream_start", "organizations:stream_stop"),
    ),
    "manage_api_keys": (
        *("organizations:api_keys", "organizations:api_key_new"),
        *("organizations:api_key_rotate", "organizations:api_key_revoke"),
    ),
    "manage_staff": (
        *("organizations:staff", "organizations:staff_new", "organizations:staff_member"),
        *("organizations:staff_resend", "organizations:staff_deactivate"),
        *("organizations:staff_activate", "organizations:staff_reset"),
        "organizations:staff_hand_over",
    ),
    "run_doctor": ("organizations:doctor",),
    "manage_webhooks": (
        *("organizations:webhooks", "organizations:webhook", "organizations:webhook_new"),
        *("organizations:webhook_edit", "organizations:webhook_rotate"),
        *("organizations:webhook_delete", "organizations:webhook_disable"),
        *("organizations:webhook_enable", "organizations:webhook_test"),
        *("organizations:webhook_resend", "organizations:webhook_delivery"),
        "organizations:webhook_delivery_resend",
    ),
    ADMIN: (
        *("admin", "admin/nothing", "admin/organizations", "admin/tickets"),
        *("admin/login", "admin/logout", "admin/password_change", "admin/autocomplete"),
        *("admin/jsi18n", "admin/r"),
        *(
            "admin/organizations/apikey",
            "admin/organizations/attention",
            "admin/organizations/connection",
        ),
        *("admin/organizations/contact", "admin/organizations/customer"),
        *("admin/organizations/domain", "admin/organizations/event", "admin/organizations/note"),
        *(
            "admin/organizations/counter",
            "admin/organizations/idempotencykey",
            "admin/organizations/publicevent",
            "admin/organizations/organization",
            "admin/organizations/ownfailure",
            "admin/organizations/savedview",
            "admin/organizations/signinday",
            "admin/organizations/signinline",
            "admin/organizations/signintrouble",
        ),
        *(
            "admin/organizations/seal",
            "admin/organizations/session",
            "admin/organizations/subscription",
            "admin/organizations/tenant",
            "admin/organizations/user",
            "admin/organizations/webhookdelivery",
            "admin/organizations/webhookendpoint",
        ),
        *("admin/tickets/attempt", "admin/tickets/automation", "admin/tickets/connectionpolicy"),
        *("admin/tickets/inventory", "admin/tickets/job", "admin/tickets/jobrow"),
        *("admin/tickets/link", "admin/tickets/linkrequest", "admin/tickets/logline"),
        *("admin/tickets/message", "admin/tickets/milestones", "admin/tickets/nomination"),
        *("admin/tickets/opening", "admin/tickets/preset", "admin/tickets/ticket"),
    ),
}
ENTRIES = {name: who for who, names in WHO_MAY.items() for name in names}
