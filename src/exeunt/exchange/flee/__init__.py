"""Conflicts in the format of FLEE: a folder of input, a folder of counts and a file of settings."""

from exeunt.exchange.flee.folder import Closure, Counts, FleeFolder, Location, Route, Settings
from exeunt.exchange.flee.reading import read_folder

__all__ = ["Closure", "Counts", "FleeFolder", "Location", "Route", "Settings", "read_folder"]
