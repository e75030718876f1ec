"""A bank with counters, customers and a clock: events in a heap, a class hierarchy, super()."""

import heapq
import sys
from collections import deque


class Random:
    def __init__(self, seed):
        self.state = seed

    def below(self, limit):
        self.state = (self.state * 1103515245 + 12345) & 0x7FFFFFFF
        return (self.state >> 8) % limit


class Event:
    def __init__(self, time):
        self.time = time
        self.cancelled = False

    def __lt__(self, other):
        return self.time < other.time

    def happen(self, world):
        world.happened += 1


class Arrival(Event):
    def __init__(self, time, customer):
        super().__init__(time)
        self.customer = customer

    def happen(self, world):
        super().happen(world)
        desk = min(world.desks, key=lambda desk: len(desk.queue))
        desk.join(self.customer, world)
        world.invite()


class Departure(Event):
    def __init__(self, time, desk):
        super().__init__(time)
        self.desk = desk

    def happen(self, world):
        super().happen(world)
        self.desk.finish(world)


class ImpatientDeparture(Departure):
    def happen(self, world):
        world.impatient += 1
        super().happen(world)


class Customer:
    patience = 90

    def __init__(self, name, now):
        self.name = name
        self.arrived = now

    def service_time(self, random):
        return 5 + random.below(10)

    def departure(self, time, desk):
        return Departure(time, desk)


class Merchant(Customer):
    patience = 40

    def service_time(self, random):
        return super().service_time(random) + 12

    def departure(self, time, desk):
        if time - self.arrived > self.patience:
            return ImpatientDeparture(time, desk)
        return super().departure(time, desk)


class Regular(Customer):
    def service_time(self, random):
        return max(3, super().service_time(random) - 4)


class Desk:
    def __init__(self, number):
        self.number = number
        self.queue = deque()
        self.served = 0
        self.waited = 0
        self.is_busy = False

    def join(self, customer, world):
        self.queue.append(customer)
        if not self.is_busy:
            self.serve(world)

    def serve(self, world):
        customer = self.queue.popleft()
        self.is_busy = True
        self.waited += world.now - customer.arrived
        time = world.now + customer.service_time(world.random)
        world.schedule(customer.departure(time, self))

    def finish(self, world):
        self.served += 1
        self.is_busy = False
        if self.queue:
            self.serve(world)


class FastDesk(Desk):
    def finish(self, world):
        super().finish(world)
        world.hurried += 1


class World:
    kinds = [Customer, Merchant, Regular, Customer]

    def __init__(self, desks, seed):
        self.now = 0
        self.random = Random(seed)
        self.desks = [FastDesk(i) if i % 3 == 0 else Desk(i) for i in range(desks)]
        self.events = []
        self.happened = self.impatient = self.hurried = self.customers = 0

    def schedule(self, event):
        heapq.heappush(self.events, event)

    def invite(self):
        self.customers += 1
        kind = self.kinds[self.random.below(len(self.kinds))]
        time = self.now + 1 + self.random.below(4)
        self.schedule(Arrival(time, kind(f'customer {self.customers}', time)))

    def go(self, until):
        self.invite()
        while self.events and self.now < until:
            event = heapq.heappop(self.events)
            if not event.cancelled:
                self.now = event.time
                event.happen(self)
        return self.happened


def run(rounds: int = 180):
    total = []
    for seed in range(rounds):
        world = World(5, seed)
        total.append(world.go(1500) + world.impatient + world.hurried)
        total[-1] += sum(desk.waited + desk.served for desk in world.desks)
    return sum(total), max(total)


if __name__ == '__main__':
    print(run(int(sys.argv[1])))
