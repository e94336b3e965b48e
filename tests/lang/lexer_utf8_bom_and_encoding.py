# -*- coding: utf-8 -*-
exec("\ufeffprint('bom in str')" .encode())
print("编码")
