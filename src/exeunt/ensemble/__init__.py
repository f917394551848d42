"""Ensembles: running members, storing a run as it grows, finishing it later, running members again."""
