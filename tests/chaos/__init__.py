"""The product under faults: `make chaos`. See README.md."""
