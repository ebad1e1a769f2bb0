"""What a storyboard may say about the diffusion painter."""
