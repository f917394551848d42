"""Sweeps: a world run at many values of its constants, one table of what comes of it, and what moves it most."""
