"""Steps over several apps: one function, one transaction. No models."""
