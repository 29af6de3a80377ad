"""The desk where an organization department writes, tries out and issues rubrics."""
