"""Garbage collection: cycles through frames, generators, closures, exceptions, classes; callbacks; freezing."""

import gc
import sys
import weakref


class Node:
    pass


def watch(make):
    gc.collect()
    reference = make()
    alive = reference() is not None
    gc.collect()
    return make.__name__, alive, reference() is None


def simple_cycle():
    a, b = Node(), Node()
    a.b, b.a = b, a
    return weakref.ref(a)


def through_generator():
    node = Node()

    def g():
        held = node
        yield
        yield held
    node.g = g()
    next(node.g)
    return weakref.ref(node)


def through_closure():
    node = Node()

    def f():
        return node, f
    node.f = f
    return weakref.ref(node)


def through_exception():
    node = Node()
    try:
        raise ValueError(node)
    except ValueError as error:
        node.error = error
    return weakref.ref(node)


def through_frame():
    node = Node()
    node.frame = sys._getframe()
    return weakref.ref(node)


def through_class():
    class C:
        pass
    C.me = C()
    return weakref.ref(C)


def through_method():
    node = Node()
    node.method = node.__init__
    return weakref.ref(node)


def through_coroutine():
    node = Node()

    class Pause:
        def __await__(self):
            yield

    async def c():
        held = node
        await Pause()
        return held
    node.c = c()
    node.c.send(None)
    return weakref.ref(node)


def through_list():
    node, l = Node(), []
    l.append(l)
    l.append(node)
    node.l = l
    return weakref.ref(node)


def through_default():
    node = Node()

    def f(x=node):
        return x
    node.f = f
    return weakref.ref(node)


for make in (simple_cycle, through_generator, through_closure, through_exception, through_frame, through_class, through_method, through_coroutine, through_list, through_default):
    print(*watch(make))


def collects_while_running(n):
    total = 0
    gc.set_threshold(5)
    for i in range(n):
        cycle = [i]
        cycle.append(cycle)
        a, b = {'i': i}, (i, [i])
        total += a['i'] + b[1][0] + len(cycle)
    gc.set_threshold(700, 10, 10)
    return total


log = []


def callback(phase, info):
    log.append(phase)


gc.callbacks.append(callback)
print(collects_while_running(500), sorted(set(log)), len(log) > 10)
gc.callbacks.remove(callback)
gc.disable()
cycles = [simple_cycle() for _ in range(10)]
print(sum(r() is not None for r in cycles), gc.collect() >= 20, sum(r() is not None for r in cycles), gc.isenabled())
gc.enable()


class Finalised:
    def __del__(self):
        log.append(self.name)


log.clear()
for name in 'ab':
    f = Finalised()
    f.name, f.me = name, f
del f
gc.collect()
print(sorted(log), gc.garbage, gc.is_tracked([]), gc.is_tracked(5), gc.is_tracked((1, 2)))
node = Node()
node.value = [1, 2]
print([type(x).__name__ for x in gc.get_referents(node.value)], any(x is node.__dict__ for x in gc.get_referrers(node.value)))


def suspended_frame_seen():
    def g():
        local = Node()
        yield weakref.ref(local)
    made = g()
    reference = next(made)
    gc.collect()
    alive = reference() is not None
    del made
    return alive, reference() is None


def running_frames_are_roots(n):
    local = Node()
    reference = weakref.ref(local)
    if n:
        return running_frames_are_roots(n - 1)
    gc.collect()
    return reference() is local


print(suspended_frame_seen(), running_frames_are_roots(20))
finaliser = weakref.finalize(node, print, 'finalised', 'node')
cache = weakref.WeakValueDictionary(n=node)
keys = weakref.WeakKeyDictionary({node: 1})
print(len(cache), len(keys), finaliser.alive)
del node
print(len(cache), len(keys), finaliser.alive)
