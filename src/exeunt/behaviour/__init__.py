"""How people decide: pure functions of arrays, one idea a file, each with its equation and its paper."""

import exeunt.compiled as _compiled  # before anything is compiled

__all__ = ["_compiled"]
