"""The stylebook of a desk: its entries, what they find, and how they come in and go out."""
