"""What a system is: frozen types, no loops, no files."""
