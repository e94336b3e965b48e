"""gilvm demo: the pathologies of a global interpreter lock, one after the other, in the terminal."""
