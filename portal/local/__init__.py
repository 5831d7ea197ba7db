"""Stand-ins and tools for one machine: a local Auth0, a local Keycard, an inbox, the demo."""
