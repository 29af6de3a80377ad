"""Small helpers without domain, shared by every app."""
