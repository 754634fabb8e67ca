"""How the runs came about, as far as that limits what they show: narrowing and drift."""
