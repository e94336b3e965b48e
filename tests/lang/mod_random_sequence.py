import random
random.seed(42)
print([random.random() for _ in range(5)])
print([random.randint(1, 100) for _ in range(10)], [random.randrange(10) for _ in range(10)], random.randrange(0, 100, 7), random.randrange(10 ** 30))
print([random.choice("abcdef") for _ in range(8)], random.choices([1, 2, 3], k=6), random.choices("ab", weights=[1, 9], k=8), random.choices("abc", cum_weights=[1, 2, 10], k=5))
x = list(range(12))
random.shuffle(x)
print(x, random.sample(range(100), 5), random.sample("abcdefgh", 3), random.sample(range(10), 10))
print(random.uniform(1, 10), random.gauss(0, 1), random.gauss(10, 2), random.getrandbits(10), random.getrandbits(100), random.triangular(0, 1, 0.5))
