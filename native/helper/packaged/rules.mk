# The helper as the packaged extension carries it: it runs from any folder, with the libraries in `runtime` of one of the folders
# above it, and finds its loader itself (bootstrap.c). The same objects, except for the paths of this machine, and without what
# debuggers read; the names of functions stay, for profiles.
#
#   make TARGET=x86-64 packaged   build/x86-64/packaged/nativecompile-helper-x86-64, and the launcher nativecompile-helper

PACKAGED := $(BUILD)/packaged
NOWHERE := /nonexistent
PACKAGED_FLAGS = $(subst $(PROJECT_PATH),$(NOWHERE),$(subst "$(NODE)","node",$(OWN_FLAGS)))
PACKAGED_OBJECTS = $(filter-out $(BUILD)/launch.o,$(OWN_OBJECTS)) $(PACKAGED)/launch.o $(PACKAGED_START)

.PHONY: packaged
packaged: $(PACKAGED)/nativecompile-helper-$(TARGET) $(PACKAGED)/nativecompile-helper

$(PACKAGED)/nativecompile-helper:
	@mkdir -p $(@D)
	$(MAKE) -C ../launcher packaged
	cp ../launcher/build/packaged/nativecompile-helper $@
.PHONY: $(PACKAGED)/nativecompile-helper

$(PACKAGED)/nativecompile-helper-$(TARGET): $(PACKAGED_OBJECTS) $(CEVAL_OBJECT) $(FLOAT_OBJECTS) $(LIBRARY)
	$(CC) $(TARGET_FLAGS) -no-pie -Wl,-S -Wl,-E $(WRAPPED) -Xlinker --disable-new-dtags $(PACKAGED_LINK_FLAGS) -o $@ $^ $(LIBRARIES)

$(PACKAGED)/launch.o: launch.c Makefile packaged/rules.mk
	@mkdir -p $(@D)
	$(CC) $(PACKAGED_FLAGS) $(DEPENDENCIES) -c -o $@ $<

$(PACKAGED)/bootstrap.o: packaged/bootstrap.c Makefile packaged/rules.mk
	@mkdir -p $(@D)
	$(CC) -std=gnu11 -O2 -Wall -Wextra -Werror $(TARGET_FLAGS) -ffreestanding -fno-stack-protector -fno-tree-loop-distribute-patterns \
		-fno-asynchronous-unwind-tables $(DEPENDENCIES) -c -o $@ $<

-include $(PACKAGED)/launch.d $(PACKAGED)/bootstrap.d
