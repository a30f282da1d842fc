"""What comes in: the tables of a pool, their schema, their reading, their checks."""
