"""Tables of the query language: languages (ISO 639) and countries (ISO 3166), with the names people type."""
