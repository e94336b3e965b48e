from _names import defaultdct
