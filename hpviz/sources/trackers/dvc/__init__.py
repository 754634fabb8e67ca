"""DVC: the experiments that ``dvc exp show`` lists."""
