"""MLflow: its database, its folder, and its server through its own client."""
