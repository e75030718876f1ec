# The helper as the packaged extension carries it: it runs from any folder, with the loader and the libraries in `runtime`
# of one of the folders above it. The same objects, except for the paths of this machine.
#
#   make packaged   build/x86-32/packaged/nativecompile-helper-x86-32, and the launcher nativecompile-helper

PACKAGED := $(BUILD)/packaged
NOWHERE := /nonexistent
PACKAGED_FLAGS = $(subst $(PROJECT_PATH),$(NOWHERE),$(subst "$(NODE)","node",$(OWN_FLAGS)))
PACKAGED_OBJECTS = $(filter-out $(BUILD)/launch.o,$(OWN_OBJECTS)) $(PACKAGED)/launch.o $(PACKAGED)/bootstrap.o
# The linker must get "$ORIGIN" as it is.
PACKAGED_LIBRARIES = $$ORIGIN/../../../../runtime/lib/i386-linux-gnu:$$ORIGIN/../../../../runtime/usr/lib/i386-linux-gnu

.PHONY: packaged
packaged: $(PACKAGED)/nativecompile-helper-$(TARGET) $(PACKAGED)/nativecompile-helper

$(PACKAGED)/nativecompile-helper:
	@mkdir -p $(@D)
	$(MAKE) -C ../launcher packaged
	cp ../launcher/build/packaged/nativecompile-helper $@
.PHONY: $(PACKAGED)/nativecompile-helper

$(PACKAGED)/nativecompile-helper-$(TARGET): $(PACKAGED_OBJECTS) $(CEVAL_OBJECT) $(FLOAT_OBJECTS) $(LIBRARY)
	$(CC) $(TARGET_FLAGS) -no-pie -s -Wl,-E $(WRAPPED) -Xlinker --disable-new-dtags -Xlinker --no-dynamic-linker -Xlinker -e -Xlinker nc_bootstrap \
		-Xlinker -rpath -Xlinker '$(PACKAGED_LIBRARIES)' -o $@ $^ $(LIBRARIES)

$(PACKAGED)/launch.o: launch.c Makefile packaged/rules.mk
	@mkdir -p $(@D)
	$(CC) $(PACKAGED_FLAGS) $(DEPENDENCIES) -c -o $@ $<

$(PACKAGED)/bootstrap.o: packaged/bootstrap.c Makefile packaged/rules.mk
	@mkdir -p $(@D)
	$(CC) -std=gnu11 -O2 -Wall -Wextra -Werror $(TARGET_FLAGS) -ffreestanding -fno-stack-protector -fno-tree-loop-distribute-patterns \
		-fno-asynchronous-unwind-tables $(DEPENDENCIES) -c -o $@ $<

-include $(PACKAGED)/launch.d $(PACKAGED)/bootstrap.d
