"""What a process that types commands has done already when it is forked: imported and loaded what all of them need."""

import os
from importlib import import_module
from pathlib import Path

from exeunt import compiled

compiled.cache_folder = Path(os.environ["EXEUNT_TESTS_COMPILED"])

USED = """
    cli api.world api.outcome ensemble.simulate ensemble.store learning.keeping learning.updating
    commands.running commands.reporting commands.tables commands.fitting commands.updating commands.importing
    show.page.report show.page.page exchange.arrivals.importing exchange.flee.importing
    """
for name in USED.split():
    import_module(f"exeunt.{name}")  # after the folder of compiled code is known: the kernel asks for it once

worlds = import_module("worlds")
worlds.run(worlds.corridor(people=100))
