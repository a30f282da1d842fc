"""Cells: from what a person typed to typed columns."""
