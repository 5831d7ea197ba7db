"""A mail server for demos and tests: takes every mail, delivers none, shows them all.

Its own process (`python -m portal.local.inbox`); nothing in the product imports it.
It answers the JSON calls of Mailpit that read and clear a mailbox, so one client reads both.
"""
