"""How two params act together."""
