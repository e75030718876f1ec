"""`measure.py PROGRAM ROUNDS TIMES`: runs the run(ROUNDS) of a benchmark program TIMES times and
prints the seconds of each.

They are seconds of processor time, so that a busy machine changes them little. The program may be
an extension module that a compiler made of it. The first line is the result, so that whoever
compares times can compare results as well. Before that it runs as long as WARM_UP of them, so that
what is compiled beside the program is there.
"""

import importlib.util
import os
import sys
import time


WARM_UP = 8


def main():
    path, rounds, times = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    spec = importlib.util.spec_from_file_location(os.path.basename(path).split(".")[0], path)
    program = importlib.util.module_from_spec(spec)
    # dataclasses, pickle and others look for the module of a class by its name.
    sys.modules[spec.name] = program
    sys.path.insert(0, os.path.dirname(path))
    spec.loader.exec_module(program)
    program.run(WARM_UP * rounds // 2)
    program.run(WARM_UP * rounds // 2)
    print(repr(program.run(rounds)))
    for _ in range(times):
        begun = time.process_time()
        program.run(rounds)
        print(time.process_time() - begun)


main()
