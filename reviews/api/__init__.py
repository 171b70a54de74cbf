"""Stories, queries, suggestions and releases over JSON: one domain call each."""
