# settings: {"codeLens": {"enable": true}, "hover": {"maxRows": 60}}
def dot(a, b):
# ^ hover(`dot(a, b)` | **native** | bytes | runtime calls) !hover(MAKE_FUNCTION) lens(native | bytes | runtime calls | openListing | scope=dot)
    total = 0
#   ^ hover(**native** | STORE_FAST 2 (total) | mov   dword [ebp+30h], const:1 | ; total = 0)
    for i in range(len(a)):
#   ^ hover(GET_ITER | FOR_ITER | over a range?)
#                 ^ hover(CALL 1 | runtime call | rt_call) !hover(FOR_ITER)
#              ^ hover(LOAD_GLOBAL 1 (NULL + range)) !hover(CALL 1)
#                      ^ hover(LOAD_FAST 0 (a)) !hover(LOAD_GLOBAL)
        total += a[i] * b[i]
#             ^ hover(BINARY_OP 13 (+=) | […, total, a[i]*b[i]] → […, total])
#                 ^ hover(BINARY_SUBSCR | […, total, a, i] → […, total, a[i]]) !hover(BINARY_OP)
#                     ^ hover(BINARY_OP 5 (*) | a[i] is an int? | Line 11: ) !hover(BINARY_OP 13)
    return total
#   ^ hover(RETURN_VALUE)


def cleanup(items):
    try:
        work(items)
    finally:
        items.clear()
#            ^ hover(2 copies | copy 1 of 2 | copy 2 of 2)


class Vector:
#     ^ lens(native) hover(`Vector` | **native** | Inside: `norm`) !hover(LOAD_BUILD_CLASS)
    def norm(self):
        return self.x ** 2
#                     ^ hover(BINARY_OP 8 (**))
#                  ^ hover(LOAD_ATTR | .x)


text = f'{dot}' if cleanup else [n for n in '😀é']
#          ^ hover(LOAD_NAME | (dot)) !hover(FORMAT_VALUE)
#                                  ^ hover(LIST_APPEND | RESUME)
# nothing here
# ^ nohover()
