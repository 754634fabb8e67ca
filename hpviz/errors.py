"""What hpviz says when it refuses something."""


class HpvizError(ValueError):
    """A refusal: what was given, what is accepted, and how to fix it."""
