"""What two kinds share: the types of their specs, and resources and policies."""
