"""What make can ask for: one function a verb, which prints and returns the exit status."""
