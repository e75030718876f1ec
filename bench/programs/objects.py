"""A simulation in the manner of Richards: tasks with queues, states and dispatch through methods."""

import sys


class Packet:
    def __init__(self, link, identity, kind):
        self.link = link
        self.identity = identity
        self.kind = kind
        self.datum = 0
        self.data = [0] * 4


class Task:
    def __init__(self, system, identity, priority):
        self.system = system
        self.identity = identity
        self.priority = priority
        self.queue = None
        self.waiting = False
        self.runs = 0

    def receive(self, packet):
        packet.link = None
        if self.queue is None:
            self.queue = packet
        else:
            last = self.queue
            while last.link is not None:
                last = last.link
            last.link = packet
        self.waiting = False

    def take(self):
        packet = self.queue
        if packet is not None:
            self.queue = packet.link
        return packet

    def step(self):
        self.runs += 1
        packet = self.take()
        if packet is None:
            self.waiting = True
            return 0
        return self.handle(packet)


class Worker(Task):
    def handle(self, packet):
        total = 0
        for i in range(4):
            packet.data[i] = (packet.data[i] + packet.datum + i) & 255
            total += packet.data[i]
        packet.datum += 1
        self.system.send((self.identity + 1) % self.system.size, packet)
        return total


class Device(Task):
    def handle(self, packet):
        packet.kind = 1 - packet.kind
        if packet.kind:
            self.system.send(packet.identity, packet)
        else:
            self.system.send((packet.identity + self.identity) % self.system.size, packet)
        return packet.kind


class System:
    def __init__(self, size):
        self.size = size
        self.tasks = [Worker(self, i, i) if i % 3 else Device(self, i, i) for i in range(size)]
        self.sent = 0

    def send(self, identity, packet):
        self.sent += 1
        self.tasks[identity].receive(packet)

    def schedule(self, steps):
        total = 0
        for _ in range(steps):
            for task in self.tasks:
                if not task.waiting:
                    total += task.step()
        return total


def run(rounds=260):
    system = System(7)
    for i in range(7):
        system.send(i, Packet(None, i, i & 1))
    return system.schedule(600 * rounds), system.sent


if __name__ == '__main__':
    print(run(int(sys.argv[1])))
