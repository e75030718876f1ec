"""`randomPrograms.py FIRST COUNT`: makes COUNT random programs from the seeds FIRST…, runs each, and prints what it did.

The programs are made so that they end and touch nothing: every loop and call uses up fuel.  Whatever they
raise is part of the result.  `randomPrograms.py FIRST COUNT trace` turns tracing on and off while they run, and
the events are part of the result too.  `randomPrograms.py --show SEED` prints the program of a seed instead.
"""

import random
import sys
import traceback
import warnings

NAMES = ['a', 'b', 'c', 'd', 'e']
VALUES = ['0', '1', '2', '-1', '3', '7', '5', '10', '12', '4', '8', '9', '255', '256', '-6', '2**30', '2**31 - 1', '-(2**31)', '2**62', '0.0', '1.5', '-2.25', '1e308', "''", "'x'",
          "'abc'", "'é'", 'None', 'True', 'False', '[]', '[1, 2]', '(1, 2)', "('a', 3.5)", "{'k': 1}", '{1: 2}', 'set()', 'b"ab"', 'thing', 'range(3)', 'Thing(2)']
BINARY = ['+', '-', '*', '//', '%', '/', '&', '|', '^', '<<', '>>', '**', '@']
SAFE_BINARY = ['+', '-', '*', '//', '%', '/', '&', '|', '^', '>>']
COMPARE = ['<', '<=', '>', '>=', '==', '!=', 'is', 'is not', 'in', 'not in']
ERRORS = ['ValueError', 'TypeError', 'KeyError', 'IndexError', 'ZeroDivisionError', 'AttributeError', 'Exception', '(TypeError, ValueError)', 'LookupError', 'ArithmeticError']
ATTRIBUTES = ['x', 'y', 'size', 'method', 'missing', 'prop', '__class__.__name__']


class Maker:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.lines = []
        self.depth = 0
        self.in_loop = 0
        self.in_function = 0
        self.in_generator = False
        self.functions = ['helper']
        self.generators = ['numbers']
        self.unique = 0
        self.in_comprehension = 0

    def pick(self, items):
        return self.random.choice(items)

    def chance(self, probability):
        return self.random.random() < probability

    def line(self, text):
        self.lines.append('    ' * self.depth + text)

    def fresh(self, prefix):
        self.unique += 1
        return f'{prefix}{self.unique}'

    # Expressions.

    def name(self):
        return self.pick(NAMES)

    def atom(self):
        return self.name() if self.chance(0.6) else self.pick(VALUES)

    def expression(self, depth=3):
        if depth <= 0 or self.chance(0.2):
            return self.atom()
        e = lambda: self.expression(depth - 1)
        kind = self.random.randrange(24)
        if kind < 6:
            return f'({e()} {self.pick(SAFE_BINARY)} {e()})'
        if kind == 6:
            return f'({self.pick(["-", "+", "~", "not "])}{e()})'
        if kind == 7:
            return f'({e()} {self.pick(COMPARE)} {e()})'
        if kind == 8:
            return f'({e()} {self.pick(COMPARE[:6])} {e()} {self.pick(COMPARE[:6])} {e()})'
        if kind == 9:
            return f'({e()} {self.pick(["and", "or"])} {e()})'
        if kind == 10:
            return f'({e()} if {e()} else {e()})'
        if kind == 11:
            return f'[{e()}, {e()}]' if self.chance(0.5) else f'({e()}, *{self.pick(["(1, 2)", "[]", self.name()])})'
        if kind == 12:
            return f'{{{e()}: {e()}}}' if self.chance(0.5) else f'{{**{self.pick([self.name(), "{}", "{1: 2}"])}, 0: {e()}}}'
        if kind == 13:
            return f'{self.name()}[{self.pick(["0", "1", "-1", "1:", "::-1", "5", repr("k"), e()])}]'
        if kind == 14:
            return f'{self.name()}.{self.pick(ATTRIBUTES)}'
        if kind == 15:
            return self.call(depth)
        if kind in (16, 17):
            return self.comprehension(depth)
        if kind == 18:
            return f"f'{{{self.name()}}}{{{self.name()}!r:>4}}'"
        if kind == 19:
            return f'({self.name()} := {e()})' if not self.in_comprehension else self.atom()
        if kind == 20:
            return f'(lambda {self.name()}={e()}, *rest: {e()})({self.pick(["", e(), "1, 2, 3"])})'
        if kind == 21:
            return f'thing.method({e()}, {self.pick(["", "k=" + e(), "*[1, 2]", "**{1: 2}"])})'
        if kind == 22:
            return f'{self.pick(["len", "str", "list", "bool", "abs", "sorted", "repr", "type", "tuple", "hash", "iter", "max"])}({e()}).__class__.__name__'
        return f'({e()} {self.pick(BINARY)} {self.pick(["1", "2", "3", self.name()])}).__class__.__name__' if self.chance(0.3) else self.atom()

    def comprehension(self, depth):
        # The language forbids := in most places of a comprehension.
        self.in_comprehension += 1
        element, test = self.expression(depth - 1), self.expression(depth - 1)
        name, iterable = self.name(), self.iterable(depth)
        self.in_comprehension -= 1
        return self.pick([f'[{element} for {name} in {iterable} if {test}]', f'{{{name}: {element} for {name} in {iterable}}}', f'len([1 for {name} in {iterable} if {test}])',
                          f'list({element} for {name} in {iterable})', f'[{element} for {name} in {iterable} for {name} in (1, {name})]'])

    def call(self, depth):
        e = lambda: self.expression(depth - 1)
        arguments = self.pick(['', e(), f'{e()}, {e()}', f'{e()}, q={e()}', f'*({e()}, 2)', f'**{{"q": {e()}}}', f'{e()}, {e()}, {e()}'])
        return f'{self.pick(self.functions)}({arguments})'

    def iterable(self, depth=1):
        return self.pick(['range(3)', 'range(5, 0, -2)', '(1, 2.5, "s")', '[1, None]', '"héy"', '{1: 2, 3: 4}', f'{self.pick(self.generators)}(3)', self.name(),
                          f'enumerate({self.name()})', f'zip((1, 2, 3), "ab")', f'list({self.name()})', 'thing', f'[{self.expression(1)}]'])

    def target(self):
        return self.pick([self.name(), self.name(), f'{self.name()}, {self.name()}', f'{self.name()}, *{self.name()}', f'thing.{self.pick(["x", "y"])}', f'table[{self.expression(1)}]',
                          f'({self.name()}, {self.name()}), {self.name()}'])

    # Statements.

    def block(self, depth):
        self.depth += 1
        for _ in range(self.random.randrange(1, 4)):
            self.statement(depth - 1)
        self.depth -= 1

    def loop_block(self, depth):
        self.in_loop += 1
        self.depth += 1
        self.line('fuel()')
        self.depth -= 1
        self.block(depth)
        self.in_loop -= 1

    def statement(self, depth=3):
        simple = [self.assign, self.assign, self.assign, self.augmented, self.augmented, self.log, self.log, self.bare, self.delete, self.raises, self.leave, self.yields, self.asserts]
        compound = [self.branch, self.branch, self.for_loop, self.for_loop, self.while_loop, self.handler, self.handler, self.handler, self.manager, self.matches, self.function, self.generator, self.klass, self.group]
        if depth > 0 and self.chance(0.25):
            # Without this most programs would end at their first wrong operand.
            self.line('try:')
            self.block(depth)
            self.line('except Exception as problem:')
            self.depth += 1
            self.line('log("caught", problem)')
            self.depth -= 1
        elif depth <= 0 or self.chance(0.5):
            self.pick(simple)()
        else:
            self.pick(compound)(depth)

    def assign(self):
        if self.chance(0.7):
            self.line(f'{self.name()} = {self.expression()}')
        elif self.chance(0.3):
            self.line(f'{self.name()} = {self.target()} = {self.expression(2)}')
        else:
            self.line(f'{self.target()} = {self.pick([self.expression(2), self.expression(1) + ", " + self.expression(1), self.iterable()])}')

    def augmented(self):
        target = self.pick([self.name(), self.name(), self.name(), 'thing.x', 'table["k"]', f'{self.name()}[0]'])
        self.line(f'{target} {self.pick(SAFE_BINARY)}= {self.expression(2)}')

    def log(self):
        self.line(f'log({self.pick([self.name(), self.expression(2), ", ".join(NAMES[:3])])})')

    def bare(self):
        self.line(self.pick([self.call(2), self.expression(2), f'{self.name()}.append({self.atom()})', f'table.update({self.atom()})', 'fuel()', 'pass']))

    def delete(self):
        if self.chance(0.3):
            self.line(f'del {self.pick([self.name(), self.name() + "[0]", "thing.x", "table[1]", self.name() + "[1:]"])}')
        else:
            self.log()

    def raises(self):
        if self.chance(0.3):
            self.line(self.pick([f'raise {self.pick(ERRORS[:6])}({self.name()})', 'raise', f'raise KeyError from {self.name()}', f'raise ValueError({self.expression(1)})', 'raise Group("g", [ValueError(1), KeyError(2)])']))
        else:
            self.augmented()

    def leave(self):
        if self.in_loop and self.chance(0.4):
            self.line(self.pick(['break', 'continue']))
        elif self.in_function and self.chance(0.4):
            self.line(f'return {self.expression(2)}')
        else:
            self.assign()

    def yields(self):
        if self.in_generator:
            self.line(self.pick([f'yield {self.expression(1)}', f'{self.name()} = yield {self.name()}', f'yield from {self.iterable()}', f'log((yield), {self.name()})']))
        else:
            self.log()

    def asserts(self):
        self.line(f'assert {self.expression(1)}, {self.atom()}') if self.chance(0.3) else self.assign()

    def branch(self, depth):
        self.line(f'if {self.expression()}:')
        self.block(depth)
        if self.chance(0.4):
            self.line(f'elif {self.expression(2)}:')
            self.block(depth)
        if self.chance(0.5):
            self.line('else:')
            self.block(depth)

    def for_loop(self, depth):
        self.line(f'for {self.target()} in {self.iterable()}:')
        self.loop_block(depth)
        if self.chance(0.3):
            self.line('else:')
            self.block(depth)

    def while_loop(self, depth):
        self.line(f'while {self.expression(2)}:')
        self.loop_block(depth)
        if self.chance(0.3):
            self.line('else:')
            self.block(depth)

    def handler(self, depth):
        self.line('try:')
        self.block(depth)
        handled = self.chance(0.8)
        if handled:
            for _ in range(self.random.randrange(1, 3)):
                self.line(f'except {self.pick(ERRORS)}{self.pick(["", " as error", " as error", " as " + self.name()])}:')
                self.block(depth)
            if self.chance(0.2):
                self.line('except:')
                self.block(depth)
            if self.chance(0.3):
                self.line('else:')
                self.block(depth)
        if not handled or self.chance(0.4):
            self.line('finally:')
            self.block(depth)

    def group(self, depth):
        # Neither break nor continue nor return may leave an except* clause.
        in_loop, in_function, self.in_loop, self.in_function = self.in_loop, self.in_function, 0, 0
        self.line('try:')
        self.block(depth)
        for kind in self.random.sample(['ValueError', 'KeyError', 'TypeError', 'Exception'], 2):
            self.line(f'except* {kind} as {self.name()}:')
            self.block(depth)
        self.in_loop, self.in_function = in_loop, in_function

    def manager(self, depth):
        self.line(f'with Manager({self.pick(["True", "False", self.name()])}) as {self.name()}{self.pick(["", ", Manager(False)"])}:')
        self.block(depth)

    def matches(self, depth):
        self.line(f'match {self.expression(2)}:')
        self.depth += 1
        patterns = ['None', '0 | 1', '[a, b]', '[a, *b]', '{"k": c, **rest}', 'int(d)', 'str()', 'Thing(x=a)', '(a, [b, _])', 'float() | bool()', '{}', '[]', '"abc"', 'Thing(a, y=0)']
        for pattern in self.random.sample(patterns, self.random.randrange(1, 4)):
            self.line(f'case {pattern}{self.pick(["", "", " if " + self.expression(1)])}:')
            self.block(depth)
        if self.chance(0.5):
            self.line('case _:')
            self.block(depth)
        self.depth -= 1

    def function(self, depth):
        if self.in_function > 1:
            return self.branch(depth)
        name = self.fresh('f')
        parameters = self.pick(['', 'a', 'a, b=2', 'a, *b', 'a, b=None, *, q=0', '*a, **b', 'a, /, q=1', 'a=thing, b=(), c="c"'])
        if self.chance(0.2):
            self.line(f'@decorate({self.atom()})')
        self.line(f'def {name}({parameters}):')
        self.body(depth, False)
        self.functions.append(name)

    def generator(self, depth):
        if self.in_function > 1:
            return self.for_loop(depth)
        name = self.fresh('g')
        self.line(f'def {name}(a=0, *rest):')
        self.body(depth, True)
        self.generators.append(name)
        self.line(self.pick([f'log(list({name}(1)))', f'{self.name()} = {name}(2)', f'log(next({name}(), "none"))', f'drive({name}(3))']))

    def body(self, depth, generator):
        saved = self.in_loop, self.in_generator, self.functions[:], self.generators[:]
        self.in_loop, self.in_generator = 0, generator
        self.in_function += 1
        self.depth += 1
        self.line('fuel()')
        outer = self.in_function > 1
        shared = self.pick(NAMES[1:])
        self.line(self.pick([f'{shared} = {self.atom()}', 'd = e = 0', f'nonlocal_ = 1' if not outer else 'pass', f'c = {self.expression(2)}']))
        if generator:
            self.line('yield a')
        self.depth -= 1
        self.block(depth)
        self.block(depth)
        self.depth += 1
        self.line(f'return {self.expression(2)}')
        self.depth -= 1
        self.in_function -= 1
        self.in_loop, self.in_generator, self.functions, self.generators = saved

    def klass(self, depth):
        name = self.fresh('C')
        self.line(f'class {name}({self.pick(["Thing", "", "object", "dict"])}):')
        self.depth += 1
        self.line(f'{self.name()} = {self.expression(2)}')
        self.line('def __repr__(self): return self.__class__.__name__')
        self.line(f'def method(self, a=0, *rest, k=None):\n{"    " * self.depth}    return {self.pick(["super().__repr__()", "a, k", "__class__.__name__", "self"])}')
        self.depth -= 1
        self.line(f'{self.name()} = {name}()')
        self.line(f'log({name}().method({self.atom()}))')

    def program(self):
        self.line('def main(thing, table):')
        self.depth = 1
        self.in_function = 1
        for name in NAMES:
            self.line(f'{name} = {self.pick(VALUES)}')
        for _ in range(self.random.randrange(6, 16)):
            self.line('try:')
            self.depth += 1
            self.statement(3)
            self.depth -= 1
            self.line('except Exception as caught:')
            self.line('    log(type(caught).__name__, caught, caught.__context__, caught.__traceback__.tb_lineno)')
        for name in NAMES:
            self.line('try:')
            self.line(f'    log("{name}", {name})')
            self.line('except UnboundLocalError:')
            self.line(f'    {name} = "unbound"')
        self.line('return a, b, c, d, e')
        return '\n'.join(self.lines) + '\n'


# What the programs find in their namespace.

class OutOfFuel(BaseException):
    pass


class Run:
    def __init__(self, seed, traced):
        self.left = 300
        self.output = []
        self.random = random.Random(seed)
        self.traced = traced

    def fuel(self):
        if self.traced and self.random.random() < 0.2:
            self.toggle_tracing(sys._getframe(1))
        self.left -= 1
        if self.left < 0:
            raise OutOfFuel

    def toggle_tracing(self, frame):
        if sys.gettrace():
            sys.settrace(None)
            return
        sys.settrace(self.trace)
        # Sometimes the callers are traced as well, in the middle of what they do.
        while frame is not None and frame.f_code.co_filename.startswith('seed') and self.random.random() < 0.6:
            frame.f_trace = self.trace
            frame = frame.f_back

    def trace(self, frame, event, argument):
        code = frame.f_code
        if not code.co_filename.startswith('seed'):
            return None
        if len(self.output) < 400:
            self.output.append(f'{event} {code.co_name} {frame.f_lineno} {show(argument) if event == "return" else ""}')
        return self.trace

    def log(self, *values):
        self.fuel()
        self.output.append(' '.join(map(show, values)))


def show(value):
    try:
        text = repr(value)
    except Exception as error:
        text = f'{type(error).__name__} in repr'
    text = text.split(' at 0x')[0]
    return text if len(text) < 120 else f'{text[:100]}…{len(text)}'


def namespace(run):
    class Thing:
        size = 3

        def __init__(self, x=1, y=0):
            self.x, self.y = x, y

        __match_args__ = ('x', 'y')

        def __repr__(self):
            return 'Thing'

        def method(self, a=0, *rest, k=None):
            run.fuel()
            return a if k is None else [a, k, rest]

        @property
        def prop(self):
            return self.x

        def __add__(self, other):
            return ('added', other)

        def __lt__(self, other):
            return other == 1

        def __iter__(self):
            yield self.x
            yield self.y

        def __getitem__(self, key):
            if isinstance(key, int) and key > 2:
                raise IndexError(key)
            return key

    class Manager:
        def __init__(self, suppress):
            self.suppress = suppress

        def __repr__(self):
            return 'Manager'

        def __enter__(self):
            run.log('enter')
            return self

        def __exit__(self, kind, error, tb):
            run.log('exit', kind)
            return self.suppress if kind is not OutOfFuel else False

    def helper(a=1, b=2, *rest, q=None):
        run.fuel()
        return b if q is None else (a, q)

    def numbers(n):
        for i in range(n):
            run.fuel()
            yield i

    def decorate(value):
        def wrap(f):
            def wrapped(*args, **kwargs):
                run.fuel()
                return f(*args, **kwargs)
            return wrapped
        return wrap

    def drive(g):
        try:
            run.log(next(g), g.send(5), g.throw(ValueError('thrown')))
        except StopIteration as stop:
            run.log('stopped', stop.value)
        finally:
            g.close()

    return {'Thing': Thing, 'Manager': Manager, 'helper': helper, 'numbers': numbers, 'decorate': decorate, 'drive': drive, 'fuel': run.fuel, 'log': run.log, 'Group': ExceptionGroup}


def execute(seed, traced):
    source = Maker(seed).program()
    try:
        code = compile(source, f'seed {seed}', 'exec')
    except SyntaxError as error:
        return [f'SyntaxError {error.msg}']
    run = Run(seed, traced)
    space = namespace(run)
    exec(code, space)
    thing, table = space['Thing'](), {'k': 1, 1: 'one'}
    try:
        run.output.append('returned ' + show(space['main'](thing, table)))
    except BaseException as error:
        sys.settrace(None)
        # Which line, and which of its columns, is part of what must be the same.
        places = []
        for frame, line in traceback.walk_tb(error.__traceback__):
            if frame.f_code.co_filename.startswith('seed'):
                places.append(f'{frame.f_code.co_name}:{line}')
        run.output.append(f'raised {type(error).__name__} {show(error)} {show(error.__context__)} {" ".join(places[-5:])}')
        del frame
        error.__traceback__ = None
    sys.settrace(None)
    run.output.append(f'{show(thing.__dict__)} {show(table)}')
    return run.output


def main():
    warnings.simplefilter('ignore')
    if sys.argv[1] == '--show':
        print(Maker(int(sys.argv[2])).program())
        return
    first, count, traced = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:] == ['trace']
    for seed in range(first, first + count):
        print(f'seed {seed}', flush=True)
        for line in execute(seed, traced):
            print('  ', line)


main()
