"""What happens to a query: it is asked, answered, reassigned, placed, resolved."""
