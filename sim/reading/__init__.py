"""Text to model: the only room that knows YAML."""
