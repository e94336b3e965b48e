print(abs(-1), min(1, 2), max([3]), sum([1]), sorted("ba"), len("a"), list(map(str, [1])), list(zip("ab", [1])), any([0]), all([]), hex(255), chr(65), ord("a"))
