"""Floats in attributes and lists: the planets."""

import sys
from math import sqrt

MASSES = [39.47841760435743, 0.03769367487038949, 0.011286326131968767, 0.0017237240570597112, 0.0020336868699246304]
POSITIONS = [
    (0.0, 0.0, 0.0), (4.841431442464721, -1.1603200440274284, -0.10362204447112311),
    (8.34336671824458, 4.124798564124305, -0.4035234171143214), (12.894369562139131, -15.111151401698631, -0.22330757889265573),
    (15.379697114850917, -25.919314609987964, 0.17925877295037118),
]
VELOCITIES = [
    (-0.0003875, -0.00325, 0.00002), (0.606326392995832, 2.81198684491626, -0.02521836165988763),
    (-1.0107743461787924, 1.8256623712304119, 0.008415761376584154), (1.0827910064415354, 0.8687130181696082, -0.010832637401363636),
    (0.979090732243898, 0.5946989986476762, -0.034755955504078104),
]


class Body:
    def __init__(self, mass, position, velocity):
        self.mass = mass
        self.x, self.y, self.z = position
        self.vx, self.vy, self.vz = velocity


def advance(bodies, dt, steps):
    pairs = [(a, b) for i, a in enumerate(bodies) for b in bodies[i + 1:]]
    for _ in range(steps):
        for a, b in pairs:
            dx = a.x - b.x
            dy = a.y - b.y
            dz = a.z - b.z
            distance = dx * dx + dy * dy + dz * dz
            magnitude = dt / (distance * sqrt(distance))
            a.vx -= dx * b.mass * magnitude
            a.vy -= dy * b.mass * magnitude
            a.vz -= dz * b.mass * magnitude
            b.vx += dx * a.mass * magnitude
            b.vy += dy * a.mass * magnitude
            b.vz += dz * a.mass * magnitude
        for body in bodies:
            body.x += dt * body.vx
            body.y += dt * body.vy
            body.z += dt * body.vz


def run(rounds=260):
    bodies = [Body(*parts) for parts in zip(MASSES, POSITIONS, VELOCITIES)]
    advance(bodies, 0.01, 500 * rounds)
    return [round(body.x, 6) for body in bodies]


if __name__ == '__main__':
    print(run(int(sys.argv[1])))
