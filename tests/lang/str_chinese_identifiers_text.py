变量 = 10
def 函数(参数): return 参数 * 2
class 类:
    def 方法(self): return "方法结果"
print(变量, 函数(变量), 类().方法(), 函数.__name__, 类.__name__)
名字 = "世界"
print(f"你好，{名字}！{变量=}", "%s同学" % 名字, "{:>6}|{:<6}|{:^6}|".format("中", "文", "字"))
print("一 二　三".split(), "中文字符串"[1:3], "中文".center(10, "—"), sorted("北京上海"))
d = {"键": "值", "线程": ["锁", "队列"]}
print(d, list(d), "键" in d)
café = "é"; ª = 1
print(café, ª)
try:
    未定义
except NameError as e:
    print(e)
