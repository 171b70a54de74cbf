"""What comes before copy is filed: ideas, assignments, and stories that are being written."""
