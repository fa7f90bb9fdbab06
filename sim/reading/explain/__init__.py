"""A scenario in plain sentences: what it assumes, on what that rests, and what it changes."""
