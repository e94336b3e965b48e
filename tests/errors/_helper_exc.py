class ModError(Exception): pass
