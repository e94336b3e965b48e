log = []
def obj():
    log.append("obj")
    return data
def key():
    log.append("key")
    return "k"
data = {"k": 1}
obj()[key()] += 10
print(data, log)
