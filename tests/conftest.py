"""Shared by all tests; pytest puts this folder on the path, so that a test can `import worlds`."""

from exeunt import compiled

# Tests compile drivers of their own, and what numba notes of these in its cache cannot be read without the tests:
# they keep away from the cache that people use.
compiled.cache_folder = compiled.cache_folder.with_name(compiled.fingerprint() + "-tests")
