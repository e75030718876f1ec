"""Comprehensions of all kinds over tables of records: filters, joins, groups, transposing."""

import sys

CITIES = ['Oslo', 'Rome', 'Lima', 'Cairo', 'Quito', 'Delhi', 'Paris']


def people(n, seed):
    return [
        {'id': i, 'name': f'p{(i * seed) % 97}', 'age': (i * 7 + seed) % 80, 'city': CITIES[(i + seed) % 7]}
        for i in range(n)
    ]


def grouped(records, key):
    groups = {value: [] for value in {record[key] for record in records}}
    for record in records:
        groups[record[key]].append(record)
    return groups


def joined(people, orders):
    by_id = {person['id']: person for person in people}
    return [
        (by_id[buyer]['name'], by_id[buyer]['city'], price)
        for buyer, price in orders
        if buyer in by_id and by_id[buyer]['age'] >= 18
    ]


def triangle(n):
    return [[(row + 1) * (column + 1) for column in range(row + 1)] for row in range(n)]


def pythagorean(limit):
    return [
        (a, b, c)
        for a in range(1, limit)
        for b in range(a, limit)
        for c in range(b, limit)
        if a * a + b * b == c * c
    ]


def inverted(index):
    words = {word for text in index.values() for word in text.split()}
    return {word: sorted(name for name, text in index.items() if word in text.split()) for word in words}


TEXTS = {
    'one': 'the ship sails on the sea',
    'two': 'the sea is wide and the ship is small',
    'three': 'a small bird is on the ship',
}


def run(rounds: int = 2400):
    total = 0
    for n in range(1, rounds + 1):
        records = people(120, n)
        orders = [(i * n % 150, i % 40 + 0.5) for i in range(150)]
        groups = grouped(records, 'city')
        ages = {city: sum(r['age'] for r in rs) / len(rs) for city, rs in groups.items()}
        total += sum(price for _, city, price in joined(records, orders) if city != 'Rome')
        total += sum(sum(row) for row in triangle(15)) + len(pythagorean(16))
        total += sum(len(names) for names in inverted(TEXTS).values())
        total += len({(r['age'] // 10, r['city']) for r in records if r['age'] > 20})
        total += sum(x * y for x, y in zip([r['age'] for r in records], reversed(range(120))))
        total += max(ages.values())
    return round(total, 6)


if __name__ == '__main__':
    print(run(int(sys.argv[1])))
