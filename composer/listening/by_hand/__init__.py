"""What a beats file must say so that beats are corrected, and the text that says it."""
