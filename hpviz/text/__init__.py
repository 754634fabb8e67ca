"""Every sentence that hpviz writes about an analysis."""
