"""How Harambee is run: the command, the stack on one machine, images."""
