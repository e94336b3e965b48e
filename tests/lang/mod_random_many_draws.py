import random
random.seed(2024)
c = [0] * 10
for _ in range(5000): c[random.randrange(10)] += 1
print(c, sum(random.random() for _ in range(1000)), sum(random.gauss(5, 1) for _ in range(500)))
d = {}
for _ in range(1000):
    k = random.choice(["x", "y", "z"])
    d[k] = d.get(k, 0) + 1
print(sorted(d.items()))
deck = [(s, v) for s in "♠♥♦♣" for v in range(1, 14)]
random.shuffle(deck)
print(deck[:5])
