"""A world from a country's name: its towns, roads, crossings, airports and rules, out of tables of other packages.

Whatever no table says is assumed, and each row says by its claim which of the two it is.
"""
