"""The parts of the compile service that are written in Python, for the helper and for server/service/pythonService.py.

Maps from: warnings of the compiler, syntax trees. Maps to: records, JSON text. Knows neither sockets nor files.
"""

import warnings

# Every warning is kept, whatever the filters would do with it: the host decides.
records = []


def show(message):
    records.append((message.category.__name__, str(message.message), message.lineno))


warnings.simplefilter('always')
warnings._showwarnmsg = show


# A syntax tree as JSON text, for those who rewrite source. Positions are CPython's. What stands in an f-string has wrong ones,
# so its source is made anew.
def describe(tree):
    # Asked for seldom, and slow to import.
    import ast
    import json

    def plain(value):
        if isinstance(value, list):
            return [plain(item) for item in value]
        if not isinstance(value, ast.AST):
            return value
        found = {'node': type(value).__name__}
        if hasattr(value, 'lineno'):
            found['at'] = [value.lineno, value.col_offset, value.end_lineno, value.end_col_offset]
        if isinstance(value, ast.Constant):
            found['type'] = type(value.value).__name__
            found['text'] = value.value if isinstance(value.value, str) else None
            return found
        if isinstance(value, ast.MatchSingleton):
            found['text'] = repr(value.value)
            return found
        for name in value._fields:
            found[name] = plain(getattr(value, name, None))
        if isinstance(value, ast.FormattedValue):
            found['source'] = ast.unparse(value.value)
        return found

    return json.dumps(plain(tree)).encode()
