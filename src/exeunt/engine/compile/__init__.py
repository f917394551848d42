"""A world as arrays: places, ways and lines, dated rules, drivers and the clock, laid out for the kernel."""
