"""Everything that talks to AWS, and the embedded AWS for `local`."""
