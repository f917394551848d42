"""How people decide: pure functions of arrays, one idea a file, each with its equation and its paper."""
