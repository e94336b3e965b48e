# Identifiers are compared after NFKC normalisation.
ﬁ = 1
print(fi)
𝐱 = 5
print(x)
