"""A small interpreter written with match statements: expressions as tuples and a stack machine."""


def evaluate(node, scope):
    match node:
        case int() | float():
            return node
        case str(name):
            return scope[name]
        case ('let', str(name), value, body):
            return evaluate(body, scope | {name: evaluate(value, scope)})
        case ('if', test, then, otherwise):
            return evaluate(then if evaluate(test, scope) else otherwise, scope)
        case ('lambda', [*parameters], body):
            return lambda *arguments: evaluate(body, scope | dict(zip(parameters, arguments)))
        case ('rec', str(name), ('lambda', [*parameters], body)):
            def function(*arguments):
                return evaluate(body, scope | {name: function} | dict(zip(parameters, arguments)))
            return function
        case (('+' | '-' | '*' | '<') as operator, left, right):
            a, b = evaluate(left, scope), evaluate(right, scope)
            match operator:
                case '+':
                    return a + b
                case '-':
                    return a - b
                case '*':
                    return a * b
                case '<':
                    return a < b
        case (function, *arguments):
            return evaluate(function, scope)(*(evaluate(a, scope) for a in arguments))
        case _:
            raise ValueError(f'what is {node!r}?')


def simplify(node):
    match node:
        case ('+', 0, x) | ('+', x, 0) | ('*', 1, x) | ('*', x, 1):
            return simplify(x)
        case ('*', 0, _) | ('*', _, 0):
            return 0
        case ('+', int(a), int(b)):
            return a + b
        case ('*', int(a), int(b)):
            return a * b
        case (operator, a, b):
            simplified = (operator, simplify(a), simplify(b))
            return simplified if simplified == node else simplify(simplified)
        case x:
            return x


def machine(program):
    stack, at, steps = [], 0, 0
    while True:
        steps += 1
        match program[at]:
            case ['push', n]:
                stack.append(n)
            case ['add']:
                stack.append(stack.pop() + stack.pop())
            case ['dup']:
                stack.append(stack[-1])
            case ['jump_if', target] if stack[-1]:
                at = target
                continue
            case ['jump_if', _]:
                pass
            case ['halt']:
                return stack, steps
            case other:
                raise ValueError(other)
        at += 1


factorial = ('rec', 'f', ('lambda', ['n'], ('if', ('<', 'n', 2), 1, ('*', 'n', ('f', ('-', 'n', 1))))))
fibonacci = ('rec', 'f', ('lambda', ['n'], ('if', ('<', 'n', 2), 'n', ('+', ('f', ('-', 'n', 1)), ('f', ('-', 'n', 2))))))
print(evaluate((factorial, 20), {}), evaluate((fibonacci, 12), {}), evaluate(('let', 'x', 5, ('*', 'x', ('+', 'x', 1))), {}))
print(simplify(('+', ('*', 1, 'x'), ('*', 0, 'y'))), simplify(('+', ('+', 1, 2), ('*', ('+', 0, 3), 4))), simplify(('*', ('+', 'a', 0), ('-', 'b', 0))))
print(machine([['push', 100], ['push', -1], ['add'], ['jump_if', 1], ['halt']]))
try:
    evaluate(None, {})
except ValueError as error:
    print(error)
