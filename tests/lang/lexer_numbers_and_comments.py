print(0xff, 0o17, 0b11, 1_0, 1e3, 1E-2, .5e1, 3., 10j, 1.5J, 0_0, 00, 1if 1else 2, 0x_f, [1for _ in"ab"])
# comment only
x = 1  # trailing
if x:  # comment after colon
    # inside
    print("ok")  # end
# dedented comment
    print("same block")
print("#not a comment") ;# done
