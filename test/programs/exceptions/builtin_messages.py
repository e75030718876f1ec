"""The words of the interpreter's own exceptions, one per failing operation, from inside compiled code."""


class Thing:
    pass


thing = Thing()
number, text, items, table, nothing = 5, 'text', [1, 2], {'a': 1}, None


def check(name, f):
    try:
        print(name, 'no error', f())
    except Exception as error:
        print(name, type(error).__name__, error, getattr(error, 'name', None) if isinstance(error, (NameError, AttributeError)) else '')


def unpack_short(): a, b, c = items
def unpack_long(): (a,) = items
def unpack_none(): a, b = nothing
def delete_item(): del table['zz']
def delete_index(): del items[10]
def delete_number(): del number[0]
def delete_attribute(): del thing.zz
def set_attribute(): number.x = 1
def set_item(): text[0] = 'x'
def set_slice(): text[0:1] = 'x'
def set_number_item(): number[0] = 1
def set_none_attribute(): nothing.x = 1
def loop_number():
    for x in number: pass
def loop_none():
    for x in nothing: pass
def with_number():
    with number: pass
def star_number(): print(*number)
def kw_number(): print(**number)
def import_missing(): import not_a_module_at_all
def import_name(): from sys import not_a_name
def import_submodule(): import math.nothing
def import_beyond(): exec('from .... import x', {'__package__': 'p', '__name__': 'p.q'})
def format_bad(): return f'{items:d}'
def call_class(): return Thing(1)
def call_none(): return nothing()
def call_text(): return text()
def wrong_count(): return call_class(1)
def index_text(): return items['a']
def index_float(): return items[1.5]
def index_none(): return text[None]
def index_dict(): return table[[]]
def index_number(): return number[0]
def index_class(): return Thing[0]
def slice_text(): return items['a':'b']
def slice_number(): return number[1:2]
def compare(): return number < text
def compare_none(): return nothing < 1
def contains(): return 1 in number
def contains_text(): return 1 in text
def negative(): return -text
def add(): return text + number
def add_other(): return number + text
def add_list(): return items + (1,)
def shift(): return 1 << -1
def divide(): return 1 / 0
def divide_float(): return 1.0 / 0
def modulo(): return 5 % 0
def modulo_float(): return 5.0 % 0
def floor(): return 5 // 0
def power(): return 0 ** -1
def attribute(): return number.missing
def attribute_none(): return nothing.missing
def attribute_text(): return text.missing
def attribute_function(): return check.missing
def attribute_module(): return __builtins__.missing
def method_missing(): return items.missing()
def too_big(): return items[2**100]
def repeat(): return text * 'x'
def convert(): return int('12x')
def encode(): return '\udc80'.encode()
def hash_list(): return {items: 1}
def set_list(): return {items}
def name(): return undefined
def stop(): return next(iter([]))
def assertion(): assert not items, 'message'
def assertion_bare(): assert 0
def raise_number(): raise number
def raise_from(): raise ValueError from number
def await_it(): return (lambda: (yield))().throw(5)
def class_base():
    class X(number): pass
def class_keyword():
    class X(unknown=1): pass
def decorator():
    @number
    def f(): pass
def match_class():
    match number:
        case text(): pass
def match_too_many():
    match thing:
        case Thing(1): pass


for function_name, function in list(globals().items()):
    if callable(function) and function_name not in ('check', 'Thing') and not function_name.startswith('_'):
        check(function_name, function)
