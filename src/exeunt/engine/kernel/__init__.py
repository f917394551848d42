"""The tick: compiled steps on arrays of counts, and the keyed draws they make."""

import exeunt.compiled as _compiled  # before anything is compiled

__all__ = ["_compiled"]
