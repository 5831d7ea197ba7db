"""What Auth0 and identity providers write when a sign-in fails, with the category it belongs to.

Left out is what leaves no text anywhere, such as a login without organization.
"""

CALLBACK = "https://acme.auth0.com/login/callback"

MESSAGES = [
    # SAML: trust and certificates.
    (
        "Invalid thumbprint (configured: 634AB4651FCA2F623563BE32EDA32DE565219118. "
        "calculated: BDEBFBFBA786C2D97F2125274793E32643358E81)",
        "certificate",
    ),
    ("Signature check errors: invalid signature: for uri #_1", "signature"),
    ("Could not validate Signature(s)", "signature"),
    ("neither the response nor the assertion are signed", "unsigned"),
    ("Signature is missing (xpath: /*[local-name(.)='Signature'])", "unsigned"),
    (
        "options.cert must be specified for SAMLResponses with no embedded signing certificate",
        "certificate_missing",
    ),
    ("error:1E08010C:DECODER routines::unsupported", "certificate_missing"),
    ("Failed to read asymmetric key", "certificate_missing"),
    ("The signing certificate is invalid (PEM_read_bio_PUBKEY failed)", "certificate_invalid"),
    ("The signing certificate is not currently valid.", "certificate_invalid"),
    ("Unable to verify the signature", "request_signature"),
    ("error:02000079:rsa routines::oaep decoding error", "encryption"),
    (
        "Assertion is encrypted. Please set options.decryptionKey with your decryption private "
        "key.",
        "encryption",
    ),
    ("EncryptedData not found.", "encryption"),
    # SAML: addresses, time, state.
    ("Audience is invalid. Configured: urn:auth0:acme:acme-sso", "audience"),
    (f"Recipient is invalid. Configured: {CALLBACK}?connection=acme-sso", "acs_url"),
    (
        f"Destination endpoint https://other.example/acs did not match {CALLBACK}?connection=a",
        "acs_url",
    ),
    ("assertion has expired.", "clock"),
    ("The InResponseTo attribute does not match the request", "state_lost"),
    ("Missing RelayState", "relay_state"),
    (
        'invalid_request: IdP-Initiated login is not enabled for connection "acme-sso".',
        "idp_initiated",
    ),
    (
        "Default App for IdP-Initiated is not configured. Make sure to configure that from "
        "connection settings or include client_id in RelayState parameter.",
        "idp_initiated_application",
    ),
    ("Please add the connection parameter to the postback URL", "idp_initiated"),
    (
        "You may have pressed the back button, refreshed during login, opened too many login "
        "dialogs, or there is some issue with cookies, since we couldn't find your session. "
        "Try logging in again from the application.",
        "state_lost",
    ),
    # SAML: content and status.
    (
        "The request could not be performed due to an error on the part of the SAML responder or "
        "SAML authority",
        "idp_error",
    ),
    (
        "The request could not be performed due to an error on the part of the requester",
        "idp_request",
    ),
    (
        "The responding provider was unable to successfully authenticate the principal",
        "refused",
    ),
    (
        "saml response does not contain an Assertion element (Status: urn:oasis:names:tc:SAML)",
        "idp_error",
    ),
    ("SAML Assertion version not supported, or not defined", "not_saml"),
    ("XML is not a valid saml response", "not_saml"),
    ("SAMLResponse should be a valid xml", "not_saml"),
    ("NameQualifier attribute in the NameID element does not match https://x", "name_qualifier"),
    ("SPNameQualifier attribute in the NameID element does not match https://x", "name_qualifier"),
    (
        "The name ID sent by the identity provider is not an email address. Contact your admin.",
        "attribute_missing",
    ),
    ("Cannot read properties of undefined (reading 'startWith')", "attribute_missing"),
    ("The required attribute department is missing", "attribute_missing"),
    # Auth0: what is enabled, organizations, domains, blocks.
    ("the connection is not enabled", "not_enabled"),
    ("the connection was disabled", "not_enabled"),
    ("The connection acme-sso was not found.", "connection_not_found"),
    ("no connections enabled for the client", "not_enabled"),
    ("no connections enabled for the organization are visible", "not_enabled"),
    (
        "user samlp|acme-sso|al@acme.com is not part of the org_P89lKyIy4Dni49BE organization",
        "membership",
    ),
    ("parameter organization is required for this client", "organization"),
    ("parameter organization is invalid: org_P89lKyIy4Dni49BE", "organization"),
    ("parameter organization is not allowed for this client", "organization"),
    ("Domain 'acme.de' is not verified for your SSO connection. Contact your admin.", "domain"),
    (
        "Callback URL mismatch. https://app.example/cb is not in the list of allowed callback URLs",
        "callback_url",
    ),
    ("user is blocked", "blocked"),
    ("Not enough seats in organization Acme", "denied"),
    ("User 'al@acme.com' is not assigned to this SSO organization.", "denied"),
    ("actions_execution_failed: action_timeout", "action"),
    ("actions_execution_failed: ", "action"),
    ("api_limit: The rate limit was reached", "rate_limit"),
    # OpenID Connect.
    ('"options.issuer" is missing', "discovery"),
    ("Discovery document exceeds the maximum allowed size of 128 KB", "discovery"),
    ("Federation metadata document exceeds the maximum allowed size of 128 KB", "discovery"),
    (
        "server responded with a challenge in the WWW-Authenticate HTTP Header",
        "client_authentication",
    ),
    ("invalid_client", "client_secret"),
    ("unexpected iss value, expected https://a.example, got: https://a.example/", "issuer"),
    ("nonce mismatch, expected a, got: b", "token"),
    ("unexpected JWT alg received, expected RS256, got: HS256", "token"),
    ("no valid key found in issuer's jwks_uri for key parameters {}", "token"),
    ("upstream_userinfo_fetch: FAILURE", "userinfo"),
    ("outgoing request timed out after 5000ms", "unreachable"),
    ("User is not assigned to the client application.", "not_assigned"),
    (
        "The 'redirect_uri' parameter must be a Login redirect URI in the client app settings",
        "redirect_uri",
    ),
    # Entra ID.
    (
        "AADSTS7000222: The provided client secret keys for app '6731de76-14a6-49ae-97bc-"
        "6eba6914391e' are expired.",
        "client_secret_expired",
    ),
    ("AADSTS7000215: Invalid client secret provided.", "client_secret"),
    ("invalid_request; failed to obtain access token", "client_secret"),
    ("AADSTS50011: The redirect URI does not match", "redirect_uri"),
    ("AADSTS700016: Application with identifier 'x' was not found", "app_not_found"),
    (
        "AADSTS50105: Your administrator has configured the application Acme to block users. The "
        "signed in user 'al@acme.com' is blocked because they are not a direct member of a group.",
        "not_assigned",
    ),
    ("AADSTS65001: The user or administrator has not consented", "consent"),
    ("AADSTS90094: Admin consent is required", "consent"),
    ("AADSTS65004: User declined to consent", "consent_declined"),
    (
        "AADSTS50020: User account 'al@other.example' from identity provider 'live.com' does not "
        "exist in tenant 'Acme'",
        "other_directory",
    ),
    (
        "AADSTS50194: Application is not configured as a multi-tenant application",
        "app_registration",
    ),
    ("AADSTS650056: Misconfigured application.", "app_registration"),
    (
        "This application's service listing is not properly configured by the publisher",
        "app_registration",
    ),
    ("AADSTS75011: Authentication method by which the user authenticated", "authentication_method"),
    ("AADSTS76021: The request sent by client is not signed", "request_signature"),
    ("AADSTS50076: Due to a configuration change", "idp_policy"),
    ("AADSTS50079: The user is required to use multifactor", "idp_policy"),
    ("AADSTS50131: Device is not in required device state", "idp_policy"),
    ("AADSTS530032: Blocked by security policy", "idp_policy"),
    ("AADSTS50053: The account is locked", "account"),
    ("AADSTS50055: The password is expired", "account"),
    ("AADSTS50057: The user account is disabled.", "account"),
    ("AADSTS50126: Invalid username or password", "account"),
    ("AADSTS501241: Mandatory input missing from transformation", "name_id"),
    ("AADSTS999999: Something new", "entra"),
    # Google Workspace.
    ("Error: app_not_configured", "app_not_found"),
    ("403. That's an error. Error: app_not_configured_for_user", "other_google_account"),
    ("403 app_not_enabled_for_user", "not_assigned"),
    # Nothing known.
    ("access_denied", "access_denied"),
    ("Brand new failure of something", "unknown"),
    ("", "unknown"),
]

OWNERS = {
    "staff": {
        "authentication_method",
        "blocked",
        "connection_not_found",
        "denied",
        "idp_initiated_application",
        "membership",
        "not_enabled",
        "rate_limit",
        "unknown",
    },
    "person": {
        "account",
        "consent_declined",
        "idp_policy",
        "other_directory",
        "refused",
        "state_lost",
    },
    "developers": {"action", "callback_url", "organization"},
}
