"""Functions of 300 parameters: positional, keyword, defaults and starred, and their errors."""

n = 300
names = [f'p{i}' for i in range(n)]
source = f'''
def positional({", ".join(names)}):
    return {" + ".join(names)}

def defaults({", ".join(f"{name}={i}" for i, name in enumerate(names))}):
    return {" + ".join(names)}

def keyword_only(*, {", ".join(f"{name}={i}" for i, name in enumerate(names))}):
    return p0, p150, p299

def call_positional():
    return positional({", ".join(str(i) for i in range(n))})

def call_keywords():
    return positional({", ".join(f"{name}={i}" for i, name in enumerate(names))})

def call_reversed():
    return keyword_only({", ".join(f"{name}={i * 2}" for i, name in reversed(list(enumerate(names))))})

def call_half():
    return positional({", ".join(str(i) for i in range(n // 2))}, {", ".join(f"{name}={i}" for i, name in enumerate(names[n // 2:]))})

def call_starred():
    return positional(*range(100), {", ".join(str(i) for i in range(100))}, *range(100))

def closure({", ".join(names)}):
    def inner():
        return {", ".join(names)}
    return inner
'''
space = {}
exec(source, space)
print(space['call_positional'](), space['call_keywords'](), space['call_reversed'](), space['call_half'](), space['call_starred']())
print(space['defaults'](), space['defaults'](1000), space['defaults'](*range(1, 301)), space['defaults'](p299=0))
print(sum(space['closure'](*range(300))()))
for action in (lambda: space['positional'](), lambda: space['positional'](*range(299)), lambda: space['positional'](*range(301)),
               lambda: space['positional'](*range(300), p5=1), lambda: space['keyword_only'](1), lambda: space['keyword_only'](p300=1)):
    try:
        action()
    except TypeError as error:
        text = str(error)
        print(text if len(text) < 200 else text[:100] + ' ... ' + text[-60:])
