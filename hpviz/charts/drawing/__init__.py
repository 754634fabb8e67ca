"""What all charts are drawn with: data, axes, theme, file formats."""
