"""The command line: parse, call, print. A command's body is a few lines; what it imports, it imports when it runs."""
