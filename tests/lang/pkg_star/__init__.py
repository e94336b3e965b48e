__all__ = ["public", "_listed"]
public = 1
_listed = 2
_private = 3
not_listed = 4
