"""What a person may do beyond one desk: who may grant it, and who learns when it changes."""
