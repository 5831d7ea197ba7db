"""The demo: every process of the product on one machine, started and stopped together.

`python -m portal.local.demo` (or `make demo`) needs no server installed: database, broker, Auth0
and mail are local stand-ins or embedded. Standard library only, so that it starts at once; tests
start the product's processes with the same functions.
"""
