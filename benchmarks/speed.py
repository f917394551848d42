"""Print how fast the engine is on this machine."""

from exeunt.bench import main

if __name__ == "__main__":
    main()
