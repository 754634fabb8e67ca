"""The same runs at several steps of their training, or at several fidelities."""
