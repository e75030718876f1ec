// What Node cannot do itself, for the language server: memory shared with the programs that it watches, and freed memory
// given back.
//
// Maps from: calls of server/src/run/addon.ts. Maps to: system calls of Linux. Bytes are copied in and out, because
// editors forbid buffers over memory that is not their own. Knows nothing of counters.

#include <napi.h>

#include <cerrno>
#include <cstring>
#include <malloc.h>
#include <map>
#include <string>
#include <sys/mman.h>
#include <unistd.h>

namespace {

struct Block {
    uint8_t *bytes;
    size_t size;
};

// By descriptor. One thread uses the addon: Node's main thread.
std::map<int, Block> blocks;

Napi::Value fail(const Napi::CallbackInfo &info, const std::string &what)
{
    Napi::Error::New(info.Env(), what).ThrowAsJavaScriptException();
    return info.Env().Undefined();
}

Napi::Value fail_with_errno(const Napi::CallbackInfo &info, const char *call)
{
    return fail(info, std::string(call) + ": " + std::strerror(errno));
}

// A whole number that is no less than 0 and fits a double exactly; -1 for anything else.
int64_t whole_number(const Napi::Value &value)
{
    if (!value.IsNumber()) {
        return -1;
    }
    double number = value.As<Napi::Number>().DoubleValue();
    constexpr double limit = 9007199254740992.0;
    return number >= 0 && number < limit && number == static_cast<double>(static_cast<int64_t>(number))
               ? static_cast<int64_t>(number)
               : -1;
}

// createBlock(name, size) → descriptor
Napi::Value create_block(const Napi::CallbackInfo &info)
{
    int64_t size = info.Length() == 2 ? whole_number(info[1]) : -1;
    if (size <= 0 || !info[0].IsString()) {
        return fail(info, "createBlock takes a name and a size");
    }
    std::string name = info[0].As<Napi::String>();
    int descriptor = memfd_create(name.c_str(), MFD_CLOEXEC);
    if (descriptor < 0) {
        return fail_with_errno(info, "memfd_create");
    }
    void *bytes = MAP_FAILED;
    if (ftruncate(descriptor, size) == 0) {
        bytes = mmap(nullptr, static_cast<size_t>(size), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    }
    if (bytes == MAP_FAILED) {
        int reason = errno;
        close(descriptor);
        errno = reason;
        return fail_with_errno(info, "mmap");
    }
    blocks[descriptor] = {static_cast<uint8_t *>(bytes), static_cast<size_t>(size)};
    return Napi::Number::New(info.Env(), descriptor);
}

// The block of the first argument, or null.
Block *block_of(const Napi::CallbackInfo &info)
{
    auto found = info.Length() > 0 ? blocks.find(static_cast<int>(whole_number(info[0]))) : blocks.end();
    return found == blocks.end() ? nullptr : &found->second;
}

// read(block, offset, length) → a copy
Napi::Value read(const Napi::CallbackInfo &info)
{
    Block *block = block_of(info);
    int64_t offset = info.Length() == 3 ? whole_number(info[1]) : -1;
    int64_t length = info.Length() == 3 ? whole_number(info[2]) : -1;
    // What somebody made shorter would kill this process with SIGBUS, so its size is looked at each time.
    off_t present = block == nullptr ? 0 : lseek(static_cast<int>(whole_number(info[0])), 0, SEEK_END);
    if (block == nullptr || offset < 0 || length < 0 || offset > present || length > present - offset
        || static_cast<size_t>(offset + length) > block->size) {
        return fail(info, "read takes a block, and an offset and a length inside of it");
    }
    Napi::Uint8Array copy = Napi::Uint8Array::New(info.Env(), static_cast<size_t>(length));
    std::memcpy(copy.Data(), block->bytes + offset, static_cast<size_t>(length));
    return copy;
}

// write(block, offset, bytes)
Napi::Value write(const Napi::CallbackInfo &info)
{
    Block *block = block_of(info);
    int64_t offset = info.Length() == 3 ? whole_number(info[1]) : -1;
    if (block == nullptr || offset < 0 || !info[2].IsTypedArray()) {
        return fail(info, "write takes a block, an offset and bytes");
    }
    Napi::Uint8Array bytes = info[2].As<Napi::Uint8Array>();
    if (static_cast<size_t>(offset) > block->size || bytes.ByteLength() > block->size - static_cast<size_t>(offset)) {
        return fail(info, "the bytes do not fit into the block");
    }
    std::memcpy(block->bytes + offset, bytes.Data(), bytes.ByteLength());
    return info.Env().Undefined();
}

// closeBlock(block)
Napi::Value close_block(const Napi::CallbackInfo &info)
{
    Block *block = block_of(info);
    if (block == nullptr) {
        return fail(info, "closeBlock takes a block");
    }
    int descriptor = static_cast<int>(whole_number(info[0]));
    munmap(block->bytes, block->size);
    close(descriptor);
    blocks.erase(descriptor);
    return info.Env().Undefined();
}

// releaseMemory()
Napi::Value release_memory(const Napi::CallbackInfo &info)
{
#ifdef __GLIBC__
    malloc_trim(0);
#endif
    return info.Env().Undefined();
}

Napi::Object initialize(Napi::Env env, Napi::Object exports)
{
    exports.Set("createBlock", Napi::Function::New(env, create_block));
    exports.Set("read", Napi::Function::New(env, read));
    exports.Set("write", Napi::Function::New(env, write));
    exports.Set("closeBlock", Napi::Function::New(env, close_block));
    exports.Set("releaseMemory", Napi::Function::New(env, release_memory));
    return exports;
}

} // namespace

NODE_API_MODULE(nativecompile, initialize)
