"""Stars: proposed, published, confirmed, lowered, cancelled."""
