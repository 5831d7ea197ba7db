"""Lists of rows: filters, pages, order."""
