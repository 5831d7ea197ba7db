"""Presets, self-service profiles, and the rules of presets and connections."""

from .policies import drop_policy, policy_of, set_policy

__all__ = [
    "drop_policy",
    "policy_of",
    "set_policy",
]
