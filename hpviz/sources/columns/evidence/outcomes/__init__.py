"""How runs came out, where that is no number of its own: flags, grades, ranks and remarks."""
