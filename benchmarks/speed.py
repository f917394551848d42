"""Print how fast the engine is on this machine."""

from exeunt.commands.bench import main

if __name__ == "__main__":
    main()
