/* Lets Python test code call the runtime functions. Maps from: a call of the builtin module
   `nc_runtime`. Maps to: one rt_* function with operands of its own, as compiled code would pass
   them. Knows nothing of what is expected: the Python files beside this one compare with what the
   interpreter does.

   Usage: runtime_test FOLDER: runs FOLDER/runtime_test.py; its exit status is the script's. Frames
   are the calling Python function's, caches are bytearrays of the cache's size. */
#include "runtime_test.h"

#include "../launch.h"

#include <stdio.h>

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "nc_runtime", NULL, -1, value_methods, NULL, NULL, NULL, NULL};

static PyObject *create_module(void)
{
    PyObject *module = PyModule_Create(&definition);
    if (module != NULL
        && (PyModule_AddFunctions(module, control_methods) < 0
            || PyModule_AddIntConstant(module, "ATTRIBUTE_CACHE_SIZE", sizeof(AttributeCache)) < 0
            || PyModule_AddIntConstant(module, "CALL_CACHE_SIZE", sizeof(CallCache)) < 0
            || PyModule_AddIntConstant(module, "GLOBAL_CACHE_SIZE", sizeof(GlobalCache)) < 0)) {
        Py_CLEAR(module);
    }
    return module;
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        fprintf(stderr, "usage: runtime_test FOLDER [TEST...]\n");
        return 2;
    }
    PyPreConfig before;
    PyPreConfig_InitIsolatedConfig(&before);
    /* For the sanitizers, which know malloc and not CPython's arenas. An isolated interpreter
       does not look itself. */
    if (getenv("PYTHONMALLOC") != NULL) {
        before.allocator = PYMEM_ALLOCATOR_MALLOC;
    }
    PyStatus status = Py_PreInitialize(&before);
    if (PyStatus_Exception(status)) {
        Py_ExitStatusException(status);
    }
    PyImport_AppendInittab("nc_runtime", create_module);
    PyConfig config;
    PyConfig_InitIsolatedConfig(&config);
    config.write_bytecode = 0;
    PyConfig_SetBytesString(&config, &config.home, nc_launch_home());
    char script[4096];
    snprintf(script, sizeof script, "%s/runtime_test.py", argv[1]);
    PyConfig_SetBytesString(&config, &config.run_filename, script);
    PyConfig_SetBytesArgv(&config, argc - 1, argv + 1);
    status = Py_InitializeFromConfig(&config);
    PyConfig_Clear(&config);
    if (PyStatus_Exception(status)) {
        Py_ExitStatusException(status);
    }
    return Py_RunMain();
}
