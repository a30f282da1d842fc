"""Checks: one small function per possible fault, all faults at once."""
