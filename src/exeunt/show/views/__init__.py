"""One run as a page is asked for it, a part at a time; the pictures are the report's."""
