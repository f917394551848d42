"""The report's page: its findings in words, its tables, and the HTML they stand in."""
