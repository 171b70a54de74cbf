"""What all pages share: who is signed in, how a refusal is answered, what a browser may cache."""
