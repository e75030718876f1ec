"""Runs the programs that are named as arguments, one after the other, and prints what each of them did as JSON."""
import contextlib
import io
import json
import sys

outcomes = []
for path in sys.argv[1:]:
    output = io.StringIO()
    ending = ''
    with contextlib.redirect_stdout(output):
        try:
            with open(path, encoding='utf-8') as file:
                exec(compile(file.read(), path, 'exec'), {'__name__': '__main__'})
        except BaseException as error:
            ending = f'{type(error).__name__}: {error}'
    outcomes.append({'output': output.getvalue(), 'ending': ending})
print(json.dumps(outcomes))
