"""JSON written and read: records, indentation, a default for dates, an object hook."""

import json
import sys
from datetime import date, timedelta
from fractions import Fraction


def record(n: int) -> dict:
    return {
        'id': n,
        'name': f'Näme {n}',
        'born': date(1970, 1, 1) + timedelta(days=n * 37),
        'share': Fraction(n, 7),
        'scores': [n / 3, n * 1.5, float(n)],
        'address': {'street': f'{n} Main Street', 'city': 'Sometown', 'tags': ['a', "b'c", 'd\\e', None, True]},
    }


def encoded(value):
    if isinstance(value, date):
        return {'$date': value.isoformat()}
    if isinstance(value, Fraction):
        return {'$fraction': [value.numerator, value.denominator]}
    raise TypeError(type(value).__name__)


def decoded(value):
    if '$date' in value:
        return date.fromisoformat(value['$date'])
    if '$fraction' in value:
        return Fraction(*value['$fraction'])
    return value


def run(rounds: int = 600):
    characters = days = 0
    total = Fraction(0)
    for n in range(rounds):
        records = [record(n % 50 + i) for i in range(20)]
        compact = json.dumps(records, default=encoded, separators=(',', ':'))
        pretty = json.dumps(records, default=encoded, indent=2, sort_keys=True, ensure_ascii=False)
        characters += len(compact) + len(pretty)
        again = json.loads(compact, object_hook=decoded)
        if again != records or json.loads(pretty, object_hook=decoded) != records:
            raise AssertionError(n)
        total += sum(r['share'] for r in again)
        days += sum((r['born'] - date(1970, 1, 1)).days for r in again)
    return characters, str(total), days


if __name__ == '__main__':
    print(run(int(sys.argv[1])))
