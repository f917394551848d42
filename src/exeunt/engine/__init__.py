"""A world as arrays, the tick, keyed draws, members and their storing."""
