"""What all Word templates share: look, building blocks, frame and package."""
