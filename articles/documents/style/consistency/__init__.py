"""One form for one thing within a story: what is written in two ways, offered and never imposed."""
