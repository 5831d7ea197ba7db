"""The road that a connection travels, from planned to in use.

planned → invited → opened → configured → domain pending → domain verified → live → in use
Off the road: disabled (was live, serves nobody now) and gone (deleted at Auth0).
"""

from organizations.models import Stage

ROAD: tuple[Stage, ...] = (
    Stage.PLANNED,
    Stage.INVITED,
    Stage.OPENED,
    Stage.CONFIGURED,
    Stage.DOMAIN_PENDING,
    Stage.DOMAIN_VERIFIED,
    Stage.LIVE,
    Stage.IN_USE,
)
# People can sign in.
SERVING: frozenset[Stage] = frozenset({Stage.LIVE, Stage.IN_USE})
# Somebody still has to do something: these are reconciled often.
OPEN: frozenset[Stage] = frozenset({*ROAD} - {Stage.PLANNED} - SERVING)
# Auth0 has (or had) the connection.
CREATED: frozenset[Stage] = frozenset({*ROAD[3:], Stage.DISABLED, Stage.GONE})
