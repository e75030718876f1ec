"""Compiles Python to x86-32 machine code, in the process that runs it.

    >>> import nativecompile
    >>> compiled = nativecompile.compile('print("Hello World!")')
    >>> compiled()
    Hello World!

`nativecompile.importer.install()` makes the modules that are imported from then on compile
before they run.
"""

import builtins
import sys
import types

__all__ = ['CompileError', 'CompiledCode', 'compile', 'importer']

# With it `import nativecompile.importer` finds the submodule, which is in sys.modules already.
__path__ = []


class CompileError(Exception):
    """There is no machine code for what was to be compiled; the message says why."""


def _tree(code):
    """The code object and those in its constants, recursively."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _tree(constant)


class CompiledCode:
    """A code object or a function that has been compiled to machine code. Call it to run it."""

    __slots__ = ('_code', '_function')

    def __init__(self, code, function):
        self._code = code
        self._function = function

    @property
    def code(self):
        """The code object; running it in any other way runs the same machine code."""
        return self._code

    @property
    def size(self):
        """Bytes of machine code, the functions in it included."""
        return sum(_size(code) or 0 for code in _tree(self._code))

    @property
    def functions(self):
        """The qualified names of all that was compiled, outermost first."""
        return tuple(code.co_qualname for code in _tree(self._code) if _size(code) is not None)

    def listing(self, view='assembly', syntax='intel'):
        """The machine code as text. view: assembly, bytecode or mixed; syntax: intel or att."""
        if view not in ('assembly', 'bytecode', 'mixed'):
            raise ValueError(f"view is assembly, bytecode or mixed, not {view!r}")
        if syntax not in ('intel', 'att'):
            raise ValueError(f"syntax is intel or att, not {syntax!r}")
        text = _listing(self._code, view, syntax)
        if text is None:
            raise CompileError(f'there is no listing: {_failure()}')
        return text

    def __call__(self, /, *args, **kwargs):
        """Calls the function; runs other code as exec() would, by default in the caller's namespace."""
        if self._function is not None:
            return self._function(*args, **kwargs)
        return self._run(sys._getframe(1), *args, **kwargs)

    def _run(self, caller, globals=None, locals=None):
        if globals is None:
            globals = caller.f_globals
            if locals is None:
                locals = caller.f_locals
        elif locals is None:
            locals = globals
        # eval() is exec() for such code, and returns the value of an expression.
        return eval(self._code, globals, locals)

    def __repr__(self):
        return f'<nativecompile.CompiledCode {self._code.co_qualname}, {self.size} bytes>'


def compile(what, /, filename='<string>', mode='exec'):
    """Compiles a code object, source text or a function, with all functions in it.

    Source text is what builtins.compile() takes, with the same filename and mode, and raises the same
    SyntaxError. CompileError: there is no machine code for it.
    """
    function = None
    if isinstance(what, CompiledCode):
        return what
    if isinstance(what, types.CodeType):
        code = what
    elif isinstance(what, (str, bytes, bytearray)):
        code = builtins.compile(what, filename, mode, 0, True)
    elif isinstance(getattr(what, '__code__', None), types.CodeType) and callable(what):
        function = what
        code = what.__code__
    else:
        kind = type(what).__name__
        raise TypeError(
            f'nativecompile.compile() takes a code object, source text or a function, not {kind}')
    reason = _prepare(code)
    if reason is not None:
        raise CompileError(f'{code.co_qualname} is not compiled: {reason}')
    return CompiledCode(code, function)


def _make_importer():
    from importlib.machinery import PathFinder, SourceFileLoader

    class Loader(SourceFileLoader):
        """Loads a module as always, with its code compiled before it runs."""

        def get_code(self, fullname):
            code = super().get_code(fullname)
            if code is not None:
                # What cannot be compiled is interpreted: an import does not fail for that.
                _prepare(code)
            return code

    class Finder:
        """Finds what PathFinder finds, and has source files loaded by Loader."""

        @staticmethod
        def find_spec(fullname, path=None, target=None):
            spec = PathFinder.find_spec(fullname, path, target)
            if spec is not None and type(spec.loader) is SourceFileLoader:
                spec.loader = Loader(spec.loader.name, spec.loader.path)
            return spec

        @staticmethod
        def invalidate_caches():
            """PathFinder is on sys.meta_path itself and is asked there."""

    def install():
        """Modules imported from now on are compiled before they run."""
        if Finder not in sys.meta_path:
            at = sys.meta_path.index(PathFinder) if PathFinder in sys.meta_path else len(sys.meta_path)
            sys.meta_path.insert(at, Finder)

    def uninstall():
        """Undoes install(); modules that are imported already stay native."""
        if Finder in sys.meta_path:
            sys.meta_path.remove(Finder)

    module = types.ModuleType(f'{__name__}.importer', 'Compiles imported modules before they run.')
    module.__package__ = __name__
    module.__all__ = ['install', 'uninstall']
    for function in (install, uninstall):
        function.__module__ = module.__name__
        function.__qualname__ = function.__name__
        setattr(module, function.__name__, function)
    sys.modules[module.__name__] = module
    return module


importer = _make_importer()
