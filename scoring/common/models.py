"""No models of its own; the module exists so that Django can load the app."""
