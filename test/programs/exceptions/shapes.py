"""try, except, else, finally with return, break, continue and raise in every clause."""


def attempt(f, *arguments):
    try:
        return f(*arguments)
    except BaseException as error:
        return f'{type(error).__name__}({error}) context={error.__context__!r} cause={error.__cause__!r}'


ACTIONS = ('pass', 'return 1', 'raise KeyError("%s")', 'break', 'continue')
TEMPLATE = '''
def f(log):
    for i in range(3):
        log.append(i)
        try:
            log.append('try')
            {body}
        except ValueError as error:
            log.append('except')
            {handler}
        else:
            log.append('else')
            {otherwise}
        finally:
            log.append('finally')
            {final}
        log.append('after')
    else:
        log.append('exhausted')
    return 'end'
'''
for body in (*ACTIONS, 'raise ValueError("%s")'):
    for handler in (*ACTIONS, 'raise', 'raise KeyError("new") from error'):
        if 'ValueError' not in body and handler != 'pass':
            continue
        for otherwise in ACTIONS if body == 'pass' else ('pass',):
            for final in ACTIONS:
                source = TEMPLATE.format(body=body.replace('%s', 'body'), handler=handler.replace('%s', 'handler'),
                                         otherwise=otherwise.replace('%s', 'else'), final=final.replace('%s', 'final'))
                space = {}
                exec(source, space)
                log = []
                print('|'.join((body, handler, otherwise, final)), attempt(space['f'], log), *log)
