"""Charts: each a function of a run that returns a picture."""
