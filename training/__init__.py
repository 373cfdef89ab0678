"""How the reader was made; nothing that runs imports it."""
