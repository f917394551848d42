"""The web studio: a page on this machine that shows a run, questions it and changes it."""
