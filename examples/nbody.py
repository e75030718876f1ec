"""Jupiter, Saturn, Uranus, Neptune and the Sun, moved in steps of 1/100 day-unit.

The energy of the system is printed before and after; it should hardly change.
Usage: nbody.py [STEPS]
"""

import sys
from itertools import combinations
from math import sqrt

PI = 3.14159265358979323
SOLAR_MASS = 4 * PI * PI
DAYS = 365.24


class Body:
    __slots__ = ('name', 'x', 'y', 'z', 'vx', 'vy', 'vz', 'mass')

    def __init__(self, name, position, velocity, mass):
        self.name = name
        self.x, self.y, self.z = position
        self.vx, self.vy, self.vz = (v * DAYS for v in velocity)
        self.mass = mass * SOLAR_MASS


def solar_system():
    return [
        Body('Sun', (0.0, 0.0, 0.0), (0.0, 0.0, 0.0), 1.0),
        Body('Jupiter',
             (4.84143144246472090, -1.16032004402742839, -0.103622044471123109),
             (0.00166007664274403694, 0.00769901118419740425, -0.0000690460016972063023),
             0.000954791938424326609),
        Body('Saturn',
             (8.34336671824457987, 4.12479856412430479, -0.403523417114321381),
             (-0.00276742510726411, 0.00499852801234917238, 0.0000230417297573763929),
             0.000285885980666130812),
        Body('Uranus',
             (12.8943695621391310, -15.1111514016986312, -0.223307578892655734),
             (0.00296460137564761618, 0.0023784717395948095, -0.0000296589568540237556),
             0.0000436624404335156298),
        Body('Neptune',
             (15.3796971148509165, -25.9193146099879641, 0.179258772950371181),
             (0.00268067772490389322, 0.00162824170038242295, -0.000095159225451971587),
             0.0000515138902046611451),
    ]


def offset_momentum(bodies):
    px = sum(b.vx * b.mass for b in bodies)
    py = sum(b.vy * b.mass for b in bodies)
    pz = sum(b.vz * b.mass for b in bodies)
    sun = bodies[0]
    sun.vx, sun.vy, sun.vz = -px / SOLAR_MASS, -py / SOLAR_MASS, -pz / SOLAR_MASS


def energy(bodies):
    total = 0.0
    for body in bodies:
        total += 0.5 * body.mass * (body.vx ** 2 + body.vy ** 2 + body.vz ** 2)
    for a, b in combinations(bodies, 2):
        dx, dy, dz = a.x - b.x, a.y - b.y, a.z - b.z
        total -= a.mass * b.mass / sqrt(dx * dx + dy * dy + dz * dz)
    return total


def advance(bodies, pairs, dt, steps):
    for _ in range(steps):
        for a, b in pairs:
            dx = a.x - b.x
            dy = a.y - b.y
            dz = a.z - b.z
            square = dx * dx + dy * dy + dz * dz
            magnitude = dt / (square * sqrt(square))
            pull_a = a.mass * magnitude
            pull_b = b.mass * magnitude
            a.vx -= dx * pull_b
            a.vy -= dy * pull_b
            a.vz -= dz * pull_b
            b.vx += dx * pull_a
            b.vy += dy * pull_a
            b.vz += dz * pull_a
        for body in bodies:
            body.x += dt * body.vx
            body.y += dt * body.vy
            body.z += dt * body.vz


def main():
    steps = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    bodies = solar_system()
    offset_momentum(bodies)
    print(f'energy before: {energy(bodies):.9f}')
    advance(bodies, list(combinations(bodies, 2)), 0.01, steps)
    print(f'energy after {steps:,} steps: {energy(bodies):.9f}')
    for body in bodies:
        print(f'  {body.name:8} x={body.x:10.5f} y={body.y:10.5f} z={body.z:10.5f}')


if __name__ == '__main__':
    main()
