# What building against the debug build of CPython (Debian's libpython3.11-dbg) takes: its headers, library and extension modules,
# assertions, and code of its own that nothing else shares. It counts all references in _Py_RefTotal; machine code for it does too.

RUNTIME_NAME := $(RUNTIME_NAME)-debug
PYTHON := python3.11d
VARIANT := counts references
CPYTHON_ASSERTIONS :=
CPYTHON_BUILD := $(BUILD)/cpython
