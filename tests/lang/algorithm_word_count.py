text = """the quick brown fox jumps over the lazy dog the fox"""
freq = {}
for w in text.split(): freq[w] = freq.get(w, 0) + 1
for w, c in sorted(freq.items(), key=lambda kv: (-kv[1], kv[0]))[:4]: print(f"{w:<6}{c:>3} {'*' * c}")
