"""The tree of organizations, the people, and who may do what where."""
