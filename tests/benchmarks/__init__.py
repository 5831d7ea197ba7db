"""What the product takes: pages with many rows, the road to the mail, calls to Auth0.

`make benchmarks` runs them; no test suite does. See README.md beside this file.
"""
