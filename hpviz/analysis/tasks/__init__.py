"""The same params on several tasks: rankings within each, and over all of them."""
