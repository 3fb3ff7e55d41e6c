"""Pure functions over text: terms, language, dates, entities, statements. No I/O."""
