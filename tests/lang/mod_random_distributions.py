import random
r = random.Random(7)
print(r.random(), r.normalvariate(0, 1), r.expovariate(2), r.betavariate(1, 2), r.gammavariate(2, 1), r.lognormvariate(0, 1), r.paretovariate(3), r.weibullvariate(1, 2), r.vonmisesvariate(0, 4), sep="\n")
print(r.randbytes(5), r.sample([1, 2, 3], counts=[2, 1, 1], k=3))
