"""What two rankings have in common: of two methods, two metrics, two sweeps, or of every metric."""
