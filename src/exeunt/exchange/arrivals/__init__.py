"""Arrivals as analysts have them, as rows of `observations`.

`grid` reads the file, `headers` what its columns are, `days` and `numbers` their cells, `wheres` where a figure was
counted; `figures` puts these together, `observing` makes rows of them, and `importing` adds these to a scenario.
"""
