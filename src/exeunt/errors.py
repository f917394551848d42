"""What is raised when the input, not the program, is at fault."""


class InputError(ValueError):
    """What was asked cannot be done with what was given; the message says what to do instead."""
