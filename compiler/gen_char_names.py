"""Writes compiler/char_names.inc: which character each name in \\N{...} means. Run with CPython 3.11:

    python3.11 compiler/gen_char_names.py > compiler/char_names.inc

One 64-bit word a name: 43 bits of the name's hash, 21 bits of code point, sorted. (So the names themselves need not
be stored; that a wrong name passes for a right one has a chance of about one in 10**9.) Left out are historic scripts and
what char_names.c computes: ideographs and Hangul.
"""
import unicodedata

RANGES = ((0, 0x3400), (0x4DC0, 0x4E00), (0xA640, 0xA7FF), (0xAB30, 0xAB70), (0xFB00, 0x10000),
          (0x1D000, 0x1D800), (0x1EE00, 0x1EF00), (0x1F000, 0x1FB00))

CONTROLS = """NULL;START OF HEADING;START OF TEXT;END OF TEXT;END OF TRANSMISSION;ENQUIRY;ACKNOWLEDGE;ALERT;BACKSPACE;
CHARACTER TABULATION;HORIZONTAL TABULATION;TAB;LINE FEED;NEW LINE;LINE TABULATION;VERTICAL TABULATION;FORM FEED;
CARRIAGE RETURN;SHIFT OUT;SHIFT IN;DATA LINK ESCAPE;DEVICE CONTROL ONE;DEVICE CONTROL TWO;DEVICE CONTROL THREE;
DEVICE CONTROL FOUR;NEGATIVE ACKNOWLEDGE;SYNCHRONOUS IDLE;END OF TRANSMISSION BLOCK;CANCEL;END OF MEDIUM;SUBSTITUTE;
ESCAPE;INFORMATION SEPARATOR FOUR;INFORMATION SEPARATOR THREE;INFORMATION SEPARATOR TWO;INFORMATION SEPARATOR ONE;
FILE SEPARATOR;GROUP SEPARATOR;RECORD SEPARATOR;UNIT SEPARATOR;DELETE;NEXT LINE;BYTE ORDER MARK;ZWNBSP;NBSP;SHY;ZWSP;
ZWNJ;ZWJ;LRM;RLM;NUL;SOH;STX;ETX;EOT;ENQ;ACK;BEL;BS;HT;LF;VT;FF;CR;SO;SI;DLE;ESC;CAN;SUB;DEL;NEL;EOL;NL"""


def fnv(name):
    h = 0xCBF29CE484222325
    for byte in name.encode():
        h = (h ^ byte) * 0x100000001B3 % 2**64
    return h


def main():
    names = {}
    for first, end in RANGES:
        for code in range(first, end):
            name = unicodedata.name(chr(code), None)
            if name and not name.startswith(("CJK UNIFIED", "HANGUL SYLLABLE")):
                names[name] = code
    for name in CONTROLS.replace("\n", "").split(";"):
        try:
            names[name] = ord(unicodedata.lookup(name))
        except KeyError:
            pass
    words = sorted((fnv(name) >> 21 << 21) | code for name, code in names.items())
    assert len({w >> 21 for w in words}) == len(words)
    print("/* Made by compiler/gen_char_names.py from Unicode %s: %d names. */" %
          (unicodedata.unidata_version, len(words)))
    for i in range(0, len(words), 5):
        print(" ".join("0x%016x," % w for w in words[i:i + 5]))


main()
