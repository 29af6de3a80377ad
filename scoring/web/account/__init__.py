"""Personal choices: the role in use, single-key shortcuts."""
