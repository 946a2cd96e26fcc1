"""What `newsdb` can do: each command, and what they share."""
