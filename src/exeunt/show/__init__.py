"""The report: what a run came to, as pictures and sentences in one file that opens with no network."""
