"""Certificates and official notices: numbers, typesetting, signatures, checks."""
