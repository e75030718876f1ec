"""Files: text, binary, with, seek, encodings, errors, temporary directories, pathlib, csv, json, os.walk."""

import csv
import io
import json
import os
import pathlib
import tempfile


def attempt(f):
    try:
        return f()
    except Exception as error:
        return f'{type(error).__name__}: {error}'.replace(folder, 'FOLDER')


with tempfile.TemporaryDirectory() as folder:
    path = pathlib.Path(folder)
    text = path / 'text.txt'
    with open(text, 'w', encoding='utf-8') as file:
        for i in range(5):
            print(f'line {i} é', file=file)
        print(file.tell() > 0, file.writable(), file.mode)
    with open(text, encoding='utf-8') as file:
        print(file.readline(), file.read(6), file.tell() > 0, [line.strip() for line in file], file.read() == '')
    with open(text, 'rb') as file:
        file.seek(-5, 2)
        print(file.read(), file.tell(), file.seek(0), next(file))
    with open(text, 'r+b', buffering=0) as file:
        file.write(b'LINE')
    print(text.read_text(encoding='utf-8')[:10], text.stat().st_size, text.suffix, text.exists(), text.with_suffix('.bak').name)
    print(attempt(lambda: open(path / 'missing')), attempt(lambda: open(folder)), attempt(lambda: open(text, 'zz')), attempt(lambda: open(text, encoding='ascii').read()), attempt(lambda: open(text, 'x')))
    file = open(text)
    file.close()
    print(attempt(file.read), file.closed, attempt(lambda: list(file)))
    with open(path / 'table.csv', 'w', newline='') as file:
        writer = csv.writer(file)
        writer.writerows([['a', 'b'], [1, 'x,y'], [2, 'q"q']])
    with open(path / 'table.csv', newline='') as file:
        print(list(csv.DictReader(file)))
    (path / 'data.json').write_text(json.dumps({'b': [1, 2.5, None], 'a': 'é'}, sort_keys=True))
    print(json.loads((path / 'data.json').read_text()), attempt(lambda: json.loads('{"a": }')))
    (path / 'sub' / 'deep').mkdir(parents=True)
    (path / 'sub' / 'deep' / 'f').touch()
    print([(os.path.relpath(d, folder), sorted(s), sorted(f)) for d, s, f in os.walk(folder)], sorted(p.name for p in path.rglob('*')))
    os.rename(path / 'table.csv', path / 'renamed.csv')
    print(sorted(os.listdir(folder)), attempt(lambda: os.rmdir(path / 'sub')), attempt(lambda: os.remove(path / 'nothing')))
buffer = io.BytesIO(b'a\nb\r\nc')
print(list(io.TextIOWrapper(buffer)), io.StringIO('x\ny', newline=None).readlines(), os.path.exists(folder))
