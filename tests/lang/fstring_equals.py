x, s = 5, "hi"
print(f"{x=} {x = } {x+1=} {s=} {s=!s} {x=:>5} {s = :>5} {len(s)=} {x==5} {x!=5}")
print(f"{s.upper()  =}")
d = {"k": 1}
print(f"{d['k']=} {[i for i in range(2)]=}")
print(f"{x=!r:^9}|")
