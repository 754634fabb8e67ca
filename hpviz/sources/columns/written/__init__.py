"""What people write into cells: numbers with units, commas and spreads, and signs for nothing."""
