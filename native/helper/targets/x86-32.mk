# What building for x86-32 takes: Debian's i386 packages as they are unpacked, with their C library and its loader, since the
# machine need not have any.

RUNTIME_NAME := root
ARCHITECTURE := i386-linux-gnu

TARGET_FLAGS := -m32 -msse2 -mfpmath=sse -fno-pie --sysroot=$(ROOT) -B$(ROOT)/usr/lib/gcc/i686-linux-gnu/12/
PYTHON_INCLUDE = -isystem $(ROOT)/usr/include/$(PYTHON) -isystem $(ROOT)/usr/include/$(PYTHON)/internal

# CPython's code that computes with doubles. Debian's i386 objects do it on the x87 and round differently
# from every 64-bit Python, so these are compiled again for SSE2 and linked before the static library.
# ceval.c is among them by way of our ceval_access.c, which also reaches its static functions.
FLOAT_SOURCES := \
	Modules/_datetimemodule Modules/_randommodule Modules/_statisticsmodule Modules/cmathmodule \
	Modules/mathmodule Modules/posixmodule Modules/timemodule \
	Objects/complexobject Objects/floatobject Objects/longobject \
	Python/bltinmodule Python/dtoa Python/formatter_unicode Python/pymath Python/pystrtod Python/pytime

# The program must start when exec'd directly on a machine without any i386 package, so its loader and
# library folders are the private runtime's. DT_RPATH, not DT_RUNPATH: it also serves the extension modules.
TARGET_LINK_FLAGS = -Xlinker --dynamic-linker -Xlinker "$(ROOT_PATH)/lib/ld-linux.so.2" \
	-Xlinker -rpath -Xlinker "$(ROOT_PATH)/lib/$(ARCHITECTURE)" \
	-Xlinker -rpath -Xlinker "$(ROOT_PATH)/usr/lib/$(ARCHITECTURE)"
LIBRARIES := -lm -lz -lexpat -ldl -lutil -lpthread
# Packaged, it starts by finding its loader (packaged/bootstrap.c). The linker must get "$ORIGIN" as it is.
PACKAGED_START = $(PACKAGED)/bootstrap.o
PACKAGED_LINK_FLAGS = -Xlinker --no-dynamic-linker -Xlinker -e -Xlinker nc_bootstrap -Xlinker -rpath -Xlinker \
	'$$ORIGIN/../../../../runtime/lib/$(ARCHITECTURE):$$ORIGIN/../../../../runtime/usr/lib/$(ARCHITECTURE)'
# A program for this target, as this machine can start it.
START := $(LAUNCHER)/start-x86-32
