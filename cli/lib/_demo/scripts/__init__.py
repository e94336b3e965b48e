"""The scripts that `gilvm demo` shows; they are ordinary Python."""
