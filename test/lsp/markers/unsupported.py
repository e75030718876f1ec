# settings: {"compile": {"excludeOpcodes": ["BINARY_OP", "MATCH_CLASS"]}}
def area(shape):
    match shape:
        case complex(real=w):
#            ^ finding(NC101 | `MATCH_CLASS`)
#                   ^ hover(**leaves native code here**: `MATCH_CLASS`)
            return w
    return shape * 2
#          ^ finding(NC101 | `shape * 2` | `BINARY_OP`) action(Show the bytecode of area)


if 0:
    never()
#   ^ finding(NC001)
