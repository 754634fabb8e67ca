"""The notebook that a panel is shown in: what kind it is, and the outputs of its cell."""
