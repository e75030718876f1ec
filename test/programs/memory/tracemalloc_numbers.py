"""Numbers made from freed ones while tracemalloc runs: their traces say where they were made."""

import tracemalloc


def numbers(count):
    total = 0.5
    kept = []
    for i in range(count):
        total = total * 1.5 - total / 3.0
        big = i * 1000 + 777
        if i % 10 == 0:
            kept.append(big + 1)
            kept.append(total + 1.0)
    return kept


numbers(50)
tracemalloc.start()
kept = numbers(50)
traces = [(type(number).__name__, tracemalloc.get_object_traceback(number)) for number in kept]
# A float may come from before the tracing, or not, as there are more or fewer free ones; an int cannot.
made = {(name, trace[0].lineno) for name, trace in traces if trace is not None}
print(sorted(made - {('float', 14)}))
print(sum(trace is None for name, trace in traces if name == 'int'))
tracemalloc.stop()
print(len(numbers(50)))
