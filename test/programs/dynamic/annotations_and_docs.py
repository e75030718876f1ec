"""__future__ annotations, docstrings, type hints evaluated late, __debug__, ellipsis bodies, semicolons, line joins."""

from __future__ import annotations

import typing


class Node:
    """A node."""
    next: Node | None = None
    values: list[Undefined]

    def link(self, other: Node) -> Node:
        """Links."""
        self.next: Node = other
        return other


def function(a: int, *b: undefined.thing, c: 'quoted' = 1, **d: 1 / 0) -> [x for x in y]:
    local: never.evaluated
    local2: also.never = 2
    return local2


print(Node.__annotations__, function.__annotations__, function(1), Node.__doc__, Node.link.__doc__, typing.get_type_hints(Node.link)['return'].__name__)
a = 1; b = 2; c = a + \
    b
if a: b = 5; c = 6
print(a, b, c, ...); pass
if __debug__:
    print('debug')
def one(): ...
def two(): 'only a docstring'
def three(): 5
print(one(), two.__doc__, three(), two())
'an expression statement'
x = (
    1 +
    2
)
print(x, 'a' 'b'
      'c')
if 0:
    print('never')
while 0:
    print('never')
if 1:
    print('constant condition')
while 1:
    break
else:
    print('never')
def constant_branches():
    if 0 and undefined:
        return 1
    if not 1 or undefined_too if False else True:
        return 2
    return 3
print(constant_branches(), 2 if 1 else 3, 1 and 2, 0 or 3, not (), 2 ** 10, -(-3), 'ab' * 3, (1, 2)[1], 10 % 3, 1 << 4, 3.5 // 1, 'x' 'y', [1, 2, 3][-1], {'a': 1}['a'])
