"""What was most likely meant by an expression that is refused: other spellings, languages and cases."""
