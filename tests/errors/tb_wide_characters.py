def 函数(参数):
    return unknown + 参数 + "文字"
函数("中文")
