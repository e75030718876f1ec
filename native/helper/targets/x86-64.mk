# What building for x86-64 takes: the machine's own compiler, and Debian's amd64 packages: CPython, the libraries that its modules
# need, and the C library to build against, so that the helper asks for no newer one, wherever it was built. It runs with the
# machine's C library and loader where they are as new as that, since a user's extension modules may need one that is newer still;
# otherwise with those of the packages. The two always come from one place, and the folder of the other libraries has neither.

RUNTIME_NAME := root-x86-64
ARCHITECTURE := x86_64-linux-gnu

# Code that is loaded, and what it refers to, is in the low two gigabytes: so is the program, which is not relocated.
TARGET_FLAGS = -m64 -fno-pie --sysroot=$(ROOT)
PYTHON_INCLUDE = -isystem $(ROOT)/usr/include/$(PYTHON) -isystem $(ROOT)/usr/include/$(PYTHON)/internal
FLOAT_SOURCES :=

# That of Debian 12: its libexpat.a and libcrypt ask for it. native/launcher/c_library.c has the same number.
NEEDED_LIBC := 2.36
OLDER_LIBC := $(shell printf '%s\n' $(NEEDED_LIBC) "$$(getconf GNU_LIBC_VERSION 2>/dev/null | cut -d' ' -f2)" | sort -V | head -n1)
ifneq ($(OLDER_LIBC),$(NEEDED_LIBC))
TARGET_LINK_FLAGS = -Xlinker --dynamic-linker -Xlinker "$(ROOT_PATH)/lib64/ld-linux-x86-64.so.2" \
	-Xlinker -rpath -Xlinker "$(ROOT_PATH)/lib/$(ARCHITECTURE)"
else ifdef SANITIZE
# The sanitizers' libraries are the machine's and may need its C library.
TARGET_LINK_FLAGS = --sysroot=/
endif
# DT_RPATH, not DT_RUNPATH: it also serves the extension modules.
TARGET_LINK_FLAGS += -Xlinker -rpath -Xlinker "$(ROOT_PATH)/usr/lib/nativecompile"
# Ours alone: a user's module that needs another zlib must not find this one.
LIBRARIES := $(ROOT)/usr/lib/$(ARCHITECTURE)/libz.a $(ROOT)/usr/lib/$(ARCHITECTURE)/libexpat.a \
	-Wl,--exclude-libs,libz.a:libexpat.a -lm -ldl -lutil -lpthread
# As for x86-32: it starts by finding its loader.
PACKAGED_START = $(PACKAGED)/bootstrap.o
PACKAGED_LINK_FLAGS = -Xlinker --no-dynamic-linker -Xlinker -e -Xlinker nc_bootstrap -Xlinker -rpath -Xlinker '$$ORIGIN/../../../../runtime/usr/lib/nativecompile'
START :=
