"""What writes and builds the documentation: `make docs`."""
