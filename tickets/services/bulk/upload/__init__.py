"""A CSV file becomes rows that can be issued."""
