"""Tables in and out: CSV files, read and written."""
