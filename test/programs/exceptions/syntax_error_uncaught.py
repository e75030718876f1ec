"""A SyntaxError from exec, uncaught: the traceback shows the text and the caret."""

code = '''
def f(x):
    return x +* 2
'''
print('before')
exec(compile(code, 'generated.py', 'exec'))
