"""What decides early in the training and what late, and whether early values tell the end, in words."""
