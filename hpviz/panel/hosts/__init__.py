"""Hosts that are none of widgets: what joins a panel to them."""
