"""The tick: compiled steps on arrays of counts, and the keyed draws they make."""
