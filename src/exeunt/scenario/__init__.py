"""Scenarios: folders of tables, read into a world or refused with every fault at once."""
