# list.sort with and without a key, and a sort written in Python.
def numbers(n, seed):
    out = []
    for _ in range(n):
        seed = (seed * 1103515245 + 12345) & 0x7FFFFFFF
        out.append(seed)
    return out


def quicksort(a, low, high):
    while low < high:
        pivot = a[(low + high) // 2]
        i, j = low, high
        while i <= j:
            while a[i] < pivot:
                i += 1
            while a[j] > pivot:
                j -= 1
            if i <= j:
                a[i], a[j] = a[j], a[i]
                i += 1
                j -= 1
        if j - low < high - i:
            quicksort(a, low, j)
            low = i
        else:
            quicksort(a, i, high)
            high = j


data = numbers(200_000, 42)
ready = sorted(data)
print(ready[:3], sorted(data, key=lambda x: -x) == ready[::-1])
print(sorted(map(str, data))[:2])
mine = data[:60_000]
quicksort(mine, 0, len(mine) - 1)
print(mine == sorted(data[:60_000]))
