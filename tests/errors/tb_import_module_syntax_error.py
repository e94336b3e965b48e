import _badsyntax
