"""The engine: a world compiled to arrays (`compile/`), the tick (`kernel/`), and one member of an ensemble."""
