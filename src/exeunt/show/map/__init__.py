"""The map of who went where: countries, flows and gates, and where they lie on a picture of the globe."""
