"""Writes vm/pow10_table.h: 128-bit mantissas of the powers of ten, rounded up, for the shortest decimal form of a double.

`python3 vm/gen_pow10.py > vm/pow10_table.h`
"""

LOW, HIGH = -292, 324

print("/* pow10_table.h: made by vm/gen_pow10.py; do not edit. Entry k - POW10_MIN holds ceil(10**k * 2**(127 - floor(log2(10**k)))), or one more")
print(" * where that is exact: high and low half. */")
print("#ifndef GILVM_VM_POW10_TABLE_H\n#define GILVM_VM_POW10_TABLE_H\n\n#include <stdint.h>\n")
print(f"enum {{ POW10_MIN = {LOW}, POW10_MAX = {HIGH} }};\n")
print("static const uint64_t pow10_table[][2] = {")
for k in range(LOW, HIGH + 1):
    e = ((k * 1741647) >> 19) - 127  # floor(log2(10**k)) - 127
    num = 10 ** max(k, 0) * 2 ** max(-e, 0)
    den = 10 ** max(-k, 0) * 2 ** max(e, 0)
    g = num // den + 1
    assert 2 ** 127 <= g < 2 ** 128
    print(f"    {{0x{g >> 64:016X}, 0x{g & (2 ** 64 - 1):016X}}},")
print("};\n\n#endif")
