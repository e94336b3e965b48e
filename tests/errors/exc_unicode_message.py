raise ValueError("值错误：é😀")
