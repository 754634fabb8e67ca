"""The forest: encoding, bagging, stacking, and what it predicts out of bag."""
