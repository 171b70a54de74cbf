"""Setting up a newsroom of one's own in a database that has no people yet."""
