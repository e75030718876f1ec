# The runtime functions against the interpreter: `make runtime-test` builds the driver and runs it.

RUNTIME_TEST := $(BUILD)/tests/runtime_test
RUNTIME_TEST_OBJECTS := $(RUNTIME_TEST).o $(RUNTIME_TEST)_values.o $(RUNTIME_TEST)_control.o

.PHONY: runtime-test sanitize-runtime-test
runtime-test: $(RUNTIME_TEST)
	$(START) $(RUNTIME_TEST) tests

$(RUNTIME_TEST): $(RUNTIME_TEST_OBJECTS) $(filter-out $(BUILD)/main.o,$(OWN_OBJECTS)) $(CEVAL_OBJECT) $(FLOAT_OBJECTS) $(LIBRARY)
	$(CC) $(TARGET_FLAGS) $(SANITIZE) $(SANITIZE_LINK) $(LINK_FLAGS) -o $@ $^ $(LIBRARIES)

# CPython's own allocator would hide what the sanitizer is to see; Python leaks some of its own at exit.
sanitize-runtime-test:
	PYTHONMALLOC=malloc ASAN_OPTIONS=detect_leaks=0 UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1 \
	$(MAKE) BUILDS=build-sanitize SANITIZE='-fsanitize=address,undefined -fno-omit-frame-pointer' \
		SANITIZE_LINK='-static-libasan -static-libubsan' runtime-test

-include $(RUNTIME_TEST_OBJECTS:.o=.d)

# The image loader against hostile bytes: `make image-test`, and `make sanitize-image-test`.
IMAGE_TEST := $(BUILD)/tests/image_test
IMAGE_TEST_OBJECTS := $(IMAGE_TEST).o $(BUILD)/tests/image_payload.o

.PHONY: image-test sanitize-image-test
image-test: $(IMAGE_TEST)
	$(START) $(IMAGE_TEST)

$(IMAGE_TEST_OBJECTS): | $(BUILD)/build_hash.h

$(IMAGE_TEST): $(IMAGE_TEST_OBJECTS) $(filter-out $(BUILD)/main.o,$(OWN_OBJECTS)) $(CEVAL_OBJECT) $(FLOAT_OBJECTS) $(LIBRARY)
	$(CC) $(TARGET_FLAGS) $(SANITIZE) $(SANITIZE_LINK) $(LINK_FLAGS) -o $@ $^ $(LIBRARIES)

sanitize-image-test:
	PYTHONMALLOC=malloc ASAN_OPTIONS=detect_leaks=0 UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1 \
	$(MAKE) BUILDS=build-sanitize SANITIZE='-fsanitize=address,undefined -fno-omit-frame-pointer' \
		SANITIZE_LINK='-static-libasan -static-libubsan' image-test

-include $(IMAGE_TEST_OBJECTS:.o=.d)
