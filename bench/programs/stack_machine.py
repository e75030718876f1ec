"""A machine in Python that executes code of its own: dispatch, stacks, an assembler, a loader."""

import sys
from enum import IntEnum


class Op(IntEnum):
    PUSH = 0
    ADD = 1
    SUB = 2
    MUL = 3
    LOAD = 4
    STORE = 5
    JUMP = 6
    JUMP_IF_ZERO = 7
    CALL = 8
    RETURN = 9
    LESS = 10
    PRINT = 11
    HALT = 12
    MOD = 13


HAS_ARGUMENT = {Op.PUSH, Op.LOAD, Op.STORE, Op.JUMP, Op.JUMP_IF_ZERO, Op.CALL}


def assemble(text):
    """Lines of `[label:] OP [argument]`; labels are places in the code."""
    labels = {}
    parts = []
    place = 0
    for line in text.splitlines():
        line = line.partition(';')[0].strip()
        if ':' in line:
            label, _, line = line.partition(':')
            labels[label.strip()] = place
        words = line.split()
        if not words:
            continue
        op = Op[words[0].upper()]
        parts.append((op, words[1] if len(words) > 1 else None))
        place += 2 if op in HAS_ARGUMENT else 1
    code = []
    for op, argument in parts:
        code.append(int(op))
        if argument is not None:
            code.append(labels[argument] if argument in labels else int(argument))
    return code


PROGRAM = """
        push 0
        store 0         ; sum
        push 1
        store 1         ; i
again:  load 1
        push 60
        less
        jump_if_zero done
        load 1
        call square
        load 0
        add
        push 10007
        mod
        store 0
        load 1
        push 1
        add
        store 1
        jump again
done:   load 0
        print
        halt
square: store 2
        load 2
        load 2
        mul
        return
"""


def execute(code):
    stack, calls, output = [], [], []
    memory = [0] * 8
    at = steps = 0
    while True:
        op = code[at]
        at += 1
        steps += 1
        if op == Op.PUSH:
            stack.append(code[at])
            at += 1
        elif op == Op.LOAD:
            stack.append(memory[code[at]])
            at += 1
        elif op == Op.STORE:
            memory[code[at]] = stack.pop()
            at += 1
        elif op == Op.ADD:
            b = stack.pop()
            stack[-1] += b
        elif op == Op.LESS:
            b = stack.pop()
            stack[-1] = 1 if stack[-1] < b else 0
        elif op == Op.JUMP_IF_ZERO:
            at = code[at] if stack.pop() == 0 else at + 1
        elif op == Op.JUMP:
            at = code[at]
        elif op == Op.CALL:
            calls.append(at + 1)
            at = code[at]
        elif op == Op.RETURN:
            at = calls.pop()
        elif op == Op.MUL:
            b = stack.pop()
            stack[-1] *= b
        elif op == Op.SUB:
            b = stack.pop()
            stack[-1] -= b
        elif op == Op.MOD:
            b = stack.pop()
            stack[-1] %= b
        elif op == Op.PRINT:
            output.append(stack.pop())
        elif op == Op.HALT:
            return output, steps
        else:
            raise ValueError(f'no such operation: {op}')


class Machine:
    """The same with a method for each operation, found in a table."""

    def __init__(self, code):
        self.code, self.at, self.stack, self.calls, self.memory, self.output = code, 0, [], [], [0] * 8, []
        self.table = [getattr(self, f'op_{op.name.lower()}') for op in Op]
        self.running = True

    def argument(self):
        value = self.code[self.at]
        self.at += 1
        return value

    def run(self):
        while self.running:
            op = self.code[self.at]
            self.at += 1
            self.table[op]()
        return self.output

    def binary(self, function):
        b, a = self.stack.pop(), self.stack.pop()
        self.stack.append(function(a, b))

    def op_push(self):
        self.stack.append(self.argument())

    def op_add(self):
        self.binary(lambda a, b: a + b)

    def op_sub(self):
        self.binary(lambda a, b: a - b)

    def op_mul(self):
        self.binary(lambda a, b: a * b)

    def op_mod(self):
        self.binary(lambda a, b: a % b)

    def op_less(self):
        self.binary(lambda a, b: int(a < b))

    def op_load(self):
        self.stack.append(self.memory[self.argument()])

    def op_store(self):
        self.memory[self.argument()] = self.stack.pop()

    def op_jump(self):
        self.at = self.argument()

    def op_jump_if_zero(self):
        target = self.argument()
        if self.stack.pop() == 0:
            self.at = target

    def op_call(self):
        self.calls.append(self.at + 1)
        self.at = self.argument()

    def op_return(self):
        self.at = self.calls.pop()

    def op_print(self):
        self.output.append(self.stack.pop())

    def op_halt(self):
        self.running = False


def run(rounds: int = 700):
    total = 0
    for n in range(rounds):
        code = assemble(PROGRAM.replace('60', str(50 + n % 20)))
        output, steps = execute(code)
        if output != Machine(code).run():
            raise AssertionError(n)
        total += output[0] + steps
    return total


if __name__ == '__main__':
    print(run(int(sys.argv[1])))
