"""`measure.py PROGRAM ROUNDS`: runs the run() of a benchmark program and prints the seconds of each round.

They are seconds of processor time, so that a busy machine changes them little. The program may be an
extension module that a compiler made of it. The first line is the result, so that whoever compares
times can compare results as well.
"""

import importlib.util
import os
import sys
import time


def main():
    path, rounds = sys.argv[1], int(sys.argv[2])
    spec = importlib.util.spec_from_file_location(os.path.basename(path).split(".")[0], path)
    program = importlib.util.module_from_spec(spec)
    # dataclasses, pickle and others look for the module of a class by its name.
    sys.modules[spec.name] = program
    sys.path.insert(0, os.path.dirname(path))
    spec.loader.exec_module(program)
    print(repr(program.run()))
    for _ in range(rounds):
        begun = time.process_time()
        program.run()
        print(time.process_time() - begun)


main()
