"""Dataclasses, properties, slots, enums, operators: an order book and amounts of money."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field, replace
from enum import Enum, IntEnum
from functools import total_ordering
from operator import attrgetter


class Side(Enum):
    BUY = 'buy'
    SELL = 'sell'

    @property
    def opposite(self) -> Side:
        return Side.SELL if self is Side.BUY else Side.BUY


class Priority(IntEnum):
    LOW = 1
    NORMAL = 2
    HIGH = 3


@total_ordering
@dataclass(frozen=True, slots=True)
class Money:
    cents: int
    currency: str = 'EUR'

    def __post_init__(self):
        if not isinstance(self.cents, int):
            raise TypeError(f'cents are whole, not {self.cents!r}')

    def __add__(self, other: Money) -> Money:
        if self.currency != other.currency:
            raise ValueError(f'{self.currency} and {other.currency}')
        return Money(self.cents + other.cents, self.currency)

    def __mul__(self, factor: int) -> Money:
        return Money(self.cents * factor, self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.cents < other.cents

    def __str__(self) -> str:
        return f'{self.cents // 100}.{self.cents % 100:02} {self.currency}'


@dataclass(order=True)
class Order:
    price: Money = field(compare=True)
    number: int
    side: Side = field(compare=False)
    amount: int = field(compare=False)
    priority: Priority = field(default=Priority.NORMAL, compare=False)

    @property
    def is_open(self) -> bool:
        return self.amount > 0

    @property
    def total(self) -> Money:
        return self.price * self.amount


class Book:
    __slots__ = ('_orders', '_trades', '_next')

    def __init__(self):
        self._orders: dict[Side, list[Order]] = {side: [] for side in Side}
        self._trades: list[tuple[int, int, int]] = []
        self._next = 1

    @property
    def volume(self) -> int:
        return sum(amount for _, _, amount in self._trades)

    @property
    def depth(self) -> dict[str, int]:
        return {side.value: sum(order.amount for order in orders) for side, orders in self._orders.items()}

    def best(self, side: Side) -> Order | None:
        orders = self._orders[side]
        if not orders:
            return None
        return max(orders) if side is Side.BUY else min(orders)

    def place(self, side: Side, price: Money, amount: int, priority=Priority.NORMAL) -> Order:
        order = Order(price, self._next, side, amount, priority)
        self._next += 1
        while order.is_open:
            other = self.best(side.opposite)
            if other is None:
                break
            fits = price >= other.price if side is Side.BUY else price <= other.price
            if not fits:
                break
            traded = min(order.amount, other.amount)
            order.amount -= traded
            other.amount -= traded
            self._trades.append((order.number, other.number, traded))
            if not other.is_open:
                self._orders[side.opposite].remove(other)
        if order.is_open:
            self._orders[side].append(order)
        return order


def run(rounds: int = 1600):
    volume = cents = 0
    names = set()
    for n in range(rounds):
        book = Book()
        orders = []
        for i in range(60):
            side = Side.BUY if (i * 5 + n) % 3 else Side.SELL
            price = Money(1000 + (i * 37 + n * 11) % 90)
            orders.append(book.place(side, price, i % 7 + 1, Priority(i % 3 + 1)))
        volume += book.volume + sum(book.depth.values())
        first = replace(orders[0], amount=n)
        cents += (first.total + Money(5)).cents
        urgent = [order for order in orders if order.priority >= Priority.HIGH]
        names.add(str(max(urgent, key=attrgetter('price', 'number')).price))
    return volume, cents, sorted(names)[:3]


if __name__ == '__main__':
    print(run(int(sys.argv[1])))
