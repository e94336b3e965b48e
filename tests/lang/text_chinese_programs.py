学生 = [{"姓名": "张三", "成绩": 90}, {"姓名": "李四", "成绩": 85}, {"姓名": "王五", "成绩": 59}]
for s in sorted(学生, key=lambda s: -s["成绩"]):
    print(f"{s['姓名']}：{s['成绩']:>3}分 {'及格' if s['成绩'] >= 60 else '不及格'}")
print("平均分：%.2f" % (sum(s["成绩"] for s in 学生) / len(学生)))
class 账户:
    def __init__(self, 余额=0): self.余额 = 余额
    def 存款(self, 金额):
        if 金额 <= 0: raise ValueError(f"金额必须为正数：{金额}")
        self.余额 += 金额
        return self
    def __repr__(self): return f"<账户 余额={self.余额}>"
print(账户(10).存款(5))
try:
    账户().存款(-1)
except ValueError as e:
    print("错误：", e)
print("全角，标点。！？", "【括号】", "“引号”", "……", "—", len("中文标点，。"), "线程" * 3, "多线程编程".replace("线程", "任务"), "一,二,三".split(","), "你好" in "你好世界", "世界".encode("utf-8"), "世界".encode("gbk") if 0 else "")
