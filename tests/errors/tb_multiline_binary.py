x = {"a": 1}
value = (x["a"]
         + x["b"])
