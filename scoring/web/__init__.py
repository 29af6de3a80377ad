"""All HTTP, by desk."""
