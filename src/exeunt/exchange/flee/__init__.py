"""Conflicts in the format of FLEE, turned into scenarios."""
