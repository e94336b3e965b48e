from itertools import product, permutations, combinations, combinations_with_replacement as cwr
print(list(product("ab", [1, 2])), list(product([0, 1], repeat=3)), list(product()), list(product("ab", [])), list(permutations("abc")), list(permutations([1, 2, 3], 2)), list(combinations("abcd", 2)), list(combinations([1], 2)), list(cwr("ab", 3)), len(list(permutations(range(6)))), list(combinations(range(4), 0)))
try:
    combinations([1], -1)
except ValueError as e:
    print(e)
