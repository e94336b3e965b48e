import sys
sys.exit("fatal: something 错误")
