"""Client for the part of Auth0's Management API that the portal uses. Knows no Django."""

from .client import Auth0
from .clients import Client
from .connections import Connection
from .credentials import ClientSecret, Credentials, PrivateKeyJwt
from .custom_domains import CustomDomain
from .discovery_domains import DiscoveryDomain
from .enabled_connections import EnabledConnection
from .errors import (
    Auth0Error,
    BadCredentials,
    Conflict,
    Forbidden,
    Invalid,
    MissingScope,
    NotFound,
    OutcomeUnknown,
    RateLimited,
    Refused,
    Unavailable,
    UnexpectedAnswer,
)
from .log_streams import LogStream
from .logs import LogEvent, checkpoint_at
from .organizations import Organization
from .paging import Page, each
from .plans import PLANS, Plan
from .profiles import Profile, UserAttribute
from .scim import ScimConfiguration, ScimToken
from .session import Limiter
from .tickets import IssuedTicket

__all__ = [
    "PLANS",
    "Auth0",
    "Auth0Error",
    "BadCredentials",
    "Client",
    "ClientSecret",
    "Conflict",
    "Connection",
    "Credentials",
    "CustomDomain",
    "DiscoveryDomain",
    "EnabledConnection",
    "Forbidden",
    "Invalid",
    "IssuedTicket",
    "Limiter",
    "LogEvent",
    "LogStream",
    "MissingScope",
    "NotFound",
    "Organization",
    "OutcomeUnknown",
    "Page",
    "Plan",
    "PrivateKeyJwt",
    "Profile",
    "RateLimited",
    "Refused",
    "ScimConfiguration",
    "ScimToken",
    "Unavailable",
    "UnexpectedAnswer",
    "UserAttribute",
    "checkpoint_at",
    "each",
]
