"""What an analysis of the runs comes to."""
