"""What the commands say and how they say it; `cli.py` holds the commands themselves."""
