"""decimal and statistics: invoices with rounding, interest, digits of constants."""

import statistics
import sys
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, getcontext, localcontext

CENT = Decimal('0.01')
RATES = {'books': Decimal('0.07'), 'tools': Decimal('0.19'), 'bread': Decimal('0.07')}


def invoice(lines):
    taxes = dict.fromkeys(RATES, Decimal(0))
    net = Decimal(0)
    for kind, amount, price in lines:
        total = (amount * price).quantize(CENT, rounding=ROUND_HALF_UP)
        taxes[kind] += total * RATES[kind]
        net += total
    tax = sum(value.quantize(CENT, rounding=ROUND_HALF_EVEN) for value in taxes.values())
    return net, tax, net + tax


def plan(capital, rate, payment):
    """How many months a loan takes, and what was paid as interest."""
    months = 0
    paid = Decimal(0)
    while capital > 0 and months < 60:
        interest = (capital * rate / 12).quantize(CENT)
        capital += interest - min(payment, capital + interest)
        paid += interest
        months += 1
    return months, paid


def pi(digits):
    with localcontext() as context:
        context.prec = digits + 3
        last, t, s, n, na, d, da = 0, Decimal(3), Decimal(3), 1, 0, 0, 24
        while s != last:
            last = s
            n, na = n + na, na + 8
            d, da = d + da, da + 32
            t = t * n / d
            s += t
    return +s


def run(rounds: int = 3800):
    total = Decimal(0)
    getcontext().prec = 28
    spread = 0.0
    for n in range(rounds):
        lines = [
            (kind, Decimal(i % 5 + 1), Decimal(f'{i % 90 + n % 30}.{i % 10}5'))
            for i, kind in enumerate(list(RATES) * 15)
        ]
        total += sum(invoice(lines))
        months, paid = plan(Decimal(10000 + n % 100), Decimal('0.045'), Decimal('310.55'))
        total += months + paid
        prices = [float(price) for _, _, price in lines]
        spread += statistics.pstdev(prices[:20]) + statistics.median(prices)
        total += pi(25) * (n % 3)
    return str(total.quantize(CENT)), round(spread, 6)


if __name__ == '__main__':
    print(run(int(sys.argv[1])))
