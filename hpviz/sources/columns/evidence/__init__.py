"""What a column is where nothing declares it: names, places, the design, and what determines what."""
