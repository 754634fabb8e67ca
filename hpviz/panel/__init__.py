"""The widget: its state, its worker, and what it sends to the view."""
