"""The tools of hpviz for agents, by the Model Context Protocol."""
