"""The product: a regular package of small Django apps."""
