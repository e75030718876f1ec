"""Puts a process back into the state it had before a program ran in it, as far as programs change it.

`Restore(folder)` looks at the state; calling it restores that state.  What a program leaves for the end of its process
is done as it would be then: threads are waited for, and functions registered with atexit are called.  Knows nothing
of what is measured.
"""

import atexit
import bdb
import builtins
import copyreg
import ctypes
import faulthandler
import gc
import importlib.machinery
import linecache
import logging
import multiprocessing.util
import os
import re
import signal
import sys
import threading
import tracemalloc
import typing
import warnings
import weakref
import zipimport

FIXED_LOADERS = importlib.machinery.BuiltinImporter, importlib.machinery.FrozenImporter
SYS_HOOKS = 'excepthook', 'unraisablehook', 'displayhook', 'breakpointhook'


class Hooks:
    """Functions that the interpreter keeps until the process ends: one of ours is there, once, for those of the program."""

    def __init__(self):
        # The library registers its own for good, some of them when they are first needed.
        weakref.finalize(type('Anything', (), {})(), int)
        self.forks = {'before': [], 'after_in_parent': [], 'after_in_child': []}
        self.exits, self.audits = [], []
        os.register_at_fork(**{when: lambda hooks=hooks: [hook() for hook in hooks] for when, hooks in self.forks.items()})
        os.register_at_fork = self.at_fork
        atexit.register = self.at_exit
        sys.addaudithook(lambda event, arguments: [hook(event, arguments) for hook in self.audits])
        sys.addaudithook = self.audits.append

    def at_fork(self, **hooks):
        for when, hook in hooks.items():
            self.forks[when].insert(0 if when == 'before' else len(self.forks[when]), hook)

    def at_exit(self, function, *arguments, **named):
        self.exits.append((function, arguments, named))
        return function

    def run_exits(self):
        while self.exits:
            function, arguments, named = self.exits.pop()
            try:
                function(*arguments, **named)
            except Exception:
                # As at the end of the process: reported on standard error, which nobody reads here.
                pass

    def clear(self):
        self.run_exits()
        self.audits.clear()
        for hooks in self.forks.values():
            hooks.clear()


def replace(mapping, wanted):
    for key in [key for key in mapping if key not in wanted]:
        del mapping[key]
    for key, value in wanted.items():
        if key not in mapping or mapping[key] is not value:
            mapping[key] = value


class Restore:
    def __init__(self, folder):
        self.folder = folder
        self.hooks = Hooks()
        self.lists = [(one, one[:]) for one in (sys.path, sys.meta_path, sys.path_hooks, sys.argv, gc.callbacks, warnings.filters)]
        self.mappings = [(one, dict(one)) for one in (vars(builtins), os.environ, copyreg.dispatch_table)]
        self.attributes = [(sys, name, getattr(sys, name)) for name in SYS_HOOKS] + [(threading, 'excepthook', threading.excepthook)]
        self.handlers = {number: signal.getsignal(number) for number in signal.valid_signals()}
        self.limits = sys.getrecursionlimit(), sys.getswitchinterval(), gc.get_threshold()
        self.digits = sys.get_int_max_str_digits()
        self.directory = os.getcwd()

    def __call__(self):
        self.end_tracing()
        self.end_signals()
        self.end_threads()
        self.hooks.clear()
        self.restore_limits()
        for one, wanted in self.lists:
            one[:] = wanted
        for one, wanted in self.mappings:
            replace(one, wanted)
        for owner, name, wanted in self.attributes:
            setattr(owner, name, wanted)
        os.chdir(self.directory)
        self.forget_modules()
        self.clear_caches()

    def end_tracing(self):
        for module in (sys, threading):
            module.settrace(None)
            module.setprofile(None)
        tracemalloc.stop()
        faulthandler.disable()

    def end_signals(self):
        signal.setitimer(signal.ITIMER_REAL, 0)
        for number, handler in self.handlers.items():
            if signal.getsignal(number) != handler:
                signal.signal(number, handler)

    def end_threads(self):
        for thread in threading.enumerate():
            if thread is not threading.current_thread():
                if thread.daemon:
                    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident), ctypes.py_object(SystemExit))
                thread.join()

    def restore_limits(self):
        recursion, interval, threshold = self.limits
        sys.setrecursionlimit(recursion)
        sys.setswitchinterval(interval)
        sys.set_int_max_str_digits(self.digits)
        sys.set_asyncgen_hooks(None, None)
        threading.stack_size(0)
        gc.set_threshold(*threshold)
        gc.set_debug(0)
        gc.enable()
        gc.unfreeze()
        gc.garbage.clear()

    def forget_modules(self):
        """Those of the library stay: importing their C parts anew leaves the old ones behind in CPython, too."""
        for name, module in list(sys.modules.items()):
            file = getattr(module, '__file__', None) or ''
            if name not in ('__main__', 'restore') and not file.startswith(sys.base_prefix) and getattr(module, '__loader__', None) not in FIXED_LOADERS:
                del sys.modules[name]
        for path in [path for path in sys.path_importer_cache if path.startswith(self.folder) or not os.path.exists(path)]:
            del sys.path_importer_cache[path]

    def clear_caches(self):
        linecache.clearcache()
        re.purge()
        zipimport._zip_directory_cache.clear()
        for clear in typing._cleanups:
            clear()
        bdb.Breakpoint.clearBreakpoints()
        logging.shutdown()
        logging.root.handlers.clear()
        logging.root.manager.loggerDict.clear()
        warnings._filters_mutated()
        sys._clear_type_cache()
