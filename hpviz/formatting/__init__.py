"""How numbers, and names and lists of names, are written wherever hpviz writes them."""
