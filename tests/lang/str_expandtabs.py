print(repr("a\tb\tccc\td".expandtabs()), repr("a\tb".expandtabs(4)), repr("\t".expandtabs(3)), repr("ab\tc\n\td".expandtabs(4)), repr("a\tb".expandtabs(0)))
