"""A package whose __all__ names a submodule, a function and a private name."""

__all__ = ['module', 'function', '_private']
_private = 'private but listed'
not_listed = 1


def function():
    return 'function of the package'
