def g(n): return 1 / n
result = (1 +
          g(0) +
          2)
