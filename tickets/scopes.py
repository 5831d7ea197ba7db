"""What an API key may do with what this app has."""

# scope → what it lets a key do
SCOPES = {
    "presets:read": "read presets and self-service profiles",
    "tickets:read": "read tickets",
    "tickets:write": "issue, resend, and revoke tickets, change recipients, and send follow-ups",
    "links:read": "read links' recipients and expiration",
    "links:reveal": "get a link's URL, which lets its holder set up a customer's sign-in",
    "messages:read": "read emails and their delivery status",
    "jobs:read": "read bulk jobs and their rows",
    "jobs:write": "create, start, and cancel bulk jobs",
}
