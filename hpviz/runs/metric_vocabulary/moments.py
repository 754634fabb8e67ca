"""Names of the step at which something came: of ``val_acc_best_epoch`` it is the epoch that was noted."""

from __future__ import annotations

import re

# With an "s" they count how many there were; alone they say which of them.
_MOMENT = "epoch|step|iter|iteration|round|generation|trial|episode|checkpoint|ckpt|index|idx"
_EXTREME = "best|opt|optimal|optimum|peak|lowest|highest|argmin|argmax|stopped|stopping|selected"
_PATTERNS = (
    rf"(?:.*_)?(?:{_EXTREME})_(?:{_MOMENT})",  # "val_acc_best_epoch"
    rf"best_.+_(?:{_MOMENT})",  # "best_val_acc_epoch"
    rf"(?:{_MOMENT})_(?:of|at|with|for|when|where|{_EXTREME})(?:_.+)?",  # "epoch_of_best_loss"
    r"arg_?(?:min|max)(?:_.+)?",
)
_SURE = re.compile("|".join(_PATTERNS))
_LAST = re.compile(rf"(?:.*_)?(?:{_MOMENT})")


def is_moment_name(name: str, *, whole: bool = False) -> bool:
    """Whether this says when the best came, or another step, and not what was reached.

    Parameters
    ----------
    name
        Of a result.
    whole
        Whether its values are whole numbers. Lightning's ``val_loss_epoch`` is a loss; a column of whole
        numbers that is called so counts epochs.
    """
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    bare = re.sub(r"[^0-9A-Za-z]+", "_", apart).strip("_").lower()
    return _SURE.fullmatch(bare) is not None or (whole and _LAST.fullmatch(bare) is not None)
