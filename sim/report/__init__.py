"""A run as one page, and the run's folder on disk."""
