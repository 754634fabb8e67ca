"""TensorBoard: event files and the HParams plugin."""
