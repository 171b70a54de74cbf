"""Firefox and WebKitGTK, each driven by the protocol that it brings itself; no driver is downloaded."""
