"""What reviewers find: item by item, on site, and at re-inspection."""
