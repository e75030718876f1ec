"""A picture of spheres over a floor: small vectors with operators, rays, shadows, reflections."""

from __future__ import annotations

import math
import sys
from typing import NamedTuple


class Vector:
    def __init__(self, x: float, y: float, z: float):
        self.x, self.y, self.z = x, y, z

    def __add__(self, other: Vector) -> Vector:
        return Vector(self.x + other.x, self.y + other.y, self.z + other.z)

    def __sub__(self, other: Vector) -> Vector:
        return Vector(self.x - other.x, self.y - other.y, self.z - other.z)

    def __mul__(self, factor: float) -> Vector:
        return Vector(self.x * factor, self.y * factor, self.z * factor)

    __rmul__ = __mul__

    def __neg__(self) -> Vector:
        return Vector(-self.x, -self.y, -self.z)

    def dot(self, other: Vector) -> float:
        return self.x * other.x + self.y * other.y + self.z * other.z

    def length(self) -> float:
        return math.sqrt(self.dot(self))

    def unit(self) -> Vector:
        return self * (1 / self.length())

    def mirrored(self, normal: Vector) -> Vector:
        return self - 2 * self.dot(normal) * normal


class Ray:
    def __init__(self, origin: Vector, direction: Vector):
        self.origin = origin
        self.direction = direction.unit()

    def at(self, distance: float) -> Vector:
        return self.origin + self.direction * distance


class Surface(NamedTuple):
    colour: Vector
    shine: float = 0.0


class Sphere:
    def __init__(self, centre: Vector, radius: float, surface: Surface):
        self.centre, self.radius, self.surface = centre, radius, surface

    def hit(self, ray: Ray) -> float | None:
        towards = self.centre - ray.origin
        along = towards.dot(ray.direction)
        under = self.radius * self.radius - (towards.dot(towards) - along * along)
        if under < 0:
            return None
        distance = along - math.sqrt(under)
        return distance if distance > 1e-6 else None

    def normal(self, point: Vector) -> Vector:
        return (point - self.centre).unit()


class Floor:
    surface = Surface(Vector(0.8, 0.8, 0.7), 0.1)

    def __init__(self, height: float):
        self.height = height

    def hit(self, ray: Ray) -> float | None:
        if abs(ray.direction.y) < 1e-9:
            return None
        distance = (self.height - ray.origin.y) / ray.direction.y
        return distance if distance > 1e-6 else None

    def normal(self, point: Vector) -> Vector:
        return Vector(0, 1, 0)


class Scene:
    SKY = Vector(0.4, 0.6, 0.9)

    def __init__(self, things, light: Vector):
        self.things = things
        self.light = light

    def nearest(self, ray: Ray):
        best, found = math.inf, None
        for thing in self.things:
            distance = thing.hit(ray)
            if distance is not None and distance < best:
                best, found = distance, thing
        return found, best

    def colour(self, ray: Ray, depth: int = 2) -> Vector:
        thing, distance = self.nearest(ray)
        if thing is None:
            return self.SKY
        point = ray.at(distance)
        normal = thing.normal(point)
        towards_light = (self.light - point).unit()
        shade = 0.15
        if self.nearest(Ray(point, towards_light))[0] is None:
            shade += 0.85 * max(0.0, normal.dot(towards_light))
        result = thing.surface.colour * shade
        if depth > 0 and thing.surface.shine > 0:
            mirrored = self.colour(Ray(point, ray.direction.mirrored(normal)), depth - 1)
            result = result * (1 - thing.surface.shine) + mirrored * thing.surface.shine
        return result


def render(scene: Scene, width: int, height: int, eye: Vector) -> Vector:
    total = Vector(0, 0, 0)
    for y in range(height):
        for x in range(width):
            direction = Vector(x / width - 0.5, 0.5 - y / height, 1)
            total = total + scene.colour(Ray(eye, direction))
    return total * (1 / (width * height))


def run(rounds: int = 260):
    spheres = [
        Sphere(Vector(math.cos(i) * 1.5, 0.1 * i, 4 + math.sin(i)), 0.4 + 0.05 * i,
               Surface(Vector(0.2 * i, 1 - 0.2 * i, 0.5), 0.3 if i % 2 else 0.0))
        for i in range(5)
    ]
    scene = Scene([*spheres, Floor(-0.6)], Vector(-5, 8, -3))
    total = Vector(0, 0, 0)
    for n in range(rounds):
        total += render(scene, 16, 12, Vector(n % 10 / 20, 0.3, -1))
    return round(total.x, 6), round(total.y, 6), round(total.z, 6)


if __name__ == '__main__':
    print(run(int(sys.argv[1])))
