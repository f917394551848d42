"""A world as arrays, the tick, keyed draws, members and their storing."""

import exeunt.compiled as _compiled  # before anything is compiled

__all__ = ["_compiled"]
