"""What a run came to: layout, summaries, scores, comparisons."""
