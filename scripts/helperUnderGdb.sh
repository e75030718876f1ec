#!/bin/sh
# Stands in for the helper (NATIVECOMPILE_HELPER): starts it under gdbserver, which waits for a debugger on port 6010.
# The helper's connection to its host, descriptor 3, passes through.
exec gdbserver --once localhost:6010 "$(dirname "$0")/../native/helper/build/x86-32/nativecompile-helper" "$@"
