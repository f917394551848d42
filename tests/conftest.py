"""Shared by all tests; pytest puts this folder on the path, so that a test can `import worlds`."""

import numba

from exeunt.compiled import fingerprint

# Tests compile drivers of their own, and what numba notes of these in its cache cannot be read without the tests:
# they keep away from the cache that people use.
assert fingerprint() in numba.config.CACHE_DIR
numba.config.CACHE_DIR += "-tests"
