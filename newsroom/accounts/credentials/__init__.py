"""What proves who somebody is: passwords, codes, passkeys and recovery codes."""
