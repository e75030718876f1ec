/* See host_connection.h. */
#include "host_connection.h"

#include <Python.h>

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "build_hash.h"
#include "counters.h"
#include "host.h"
#include "host_process.h"
#include "host_socket.h"
#include "image_cache.h"
#include "launch.h"
#include "profile.h"

/* The host answers a hello at once; after this it hangs. */
#define HELLO_SECONDS 60
/* In which a host that another process starts listens. */
#define START_SECONDS 10

NcOptions nc_options;
NcConnection nc_connection = {.mutex = PTHREAD_MUTEX_INITIALIZER, .fd = -1};

static struct {
    ino_t socket; /* what the descriptor is to be */
    NcInbox inbox;
    NcOutbox outbox;
    bool is_starter; /* this process has started the host */
} own;

void nc_connection_fail(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(nc_connection.failure, sizeof nc_connection.failure, format, arguments);
    va_end(arguments);
}

/* It may have been closed, and be a file of the program's now. */
bool nc_connection_is_ours(void)
{
    struct stat status;
    return nc_connection.fd >= 0 && fstat(nc_connection.fd, &status) == 0
           && S_ISSOCK(status.st_mode) && status.st_ino == own.socket;
}

static void disconnect(void)
{
    if (nc_connection_is_ours()) {
        close(nc_connection.fd);
    }
    nc_connection.fd = -1;
    nc_inbox_clear(&own.inbox);
    nc_outbox_clear(&own.outbox);
}

/* Nobody else starts the host as long as its folder is there. */
static void remove_folder(void)
{
    char *folder = strdup(nc_connection.path);
    char *slash = folder == NULL ? NULL : strrchr(folder, '/');
    if (slash != NULL) {
        *slash = 0;
        rmdir(folder);
    }
    free(folder);
}

void nc_connection_lose(void)
{
    disconnect();
    if (own.is_starter && nc_connection.state == NC_CONNECTION_GREETING) {
        remove_folder();
    }
    nc_connection.state = NC_CONNECTION_LOST;
}

/* The child has one thread, which is here: nobody can hold the mutex, whatever its bits say. */
static void forget_in_child(void)
{
    pthread_mutex_init(&nc_connection.mutex, NULL);
    disconnect();
    nc_connection.busy = false;
    own.is_starter = false;
    if (nc_connection.state != NC_CONNECTION_LOST) {
        nc_connection.state = NC_CONNECTION_NONE;
    }
}

void nc_connection_init(const char *path, bool is_later)
{
    pthread_atfork(NULL, NULL, forget_in_child);
    nc_connection.path = path == NULL ? NULL : strdup(path);
    nc_connection.is_later = is_later;
}

/* -- hellos -- */

static NcWriter own_hello(void)
{
    NcWriter hello;
    nc_write_begin(&hello, 0, NC_HELLO);
    nc_write_u32(&hello, NC_PROTOCOL_MAGIC);
    nc_write_u32(&hello, NC_PROTOCOL_VERSION);
    nc_write_u32(&hello, NC_BUILD_HASH);
    nc_write_u32(&hello, (uint32_t)getpid());
    nc_write_string(&hello, PY_VERSION);
    nc_write_u8(&hello, nc_launch_emulated());
    return hello;
}

typedef struct {
    NcOptions options;
    char *counter_block;
    char *refusal;
    char *cache_folder;
    char *cache_basis;
    char *profile_folder;
} Hello;

static bool judge_hello(const Hello *hello, bool is_whole, uint32_t build_hash)
{
    if (!is_whole || hello->options.mode > NC_MODE_ALL) {
        nc_connection_fail("its hello is malformed");
    } else if (hello->refusal[0] != 0) {
        nc_connection_fail("%s", hello->refusal);
    } else if (build_hash != NC_BUILD_HASH) {
        nc_connection_fail("it was built for helper %08x and this is helper %08x; run `npm start` "
                           "in the project to rebuild both",
                           build_hash, NC_BUILD_HASH);
    } else {
        return true;
    }
    return false;
}

static void obey_hello(Hello *hello)
{
    free(nc_options.without);
    nc_options = hello->options;
    hello->options.without = NULL;
    nc_counters_open(hello->counter_block);
    nc_cache_open(hello->cache_folder, hello->cache_basis);
    nc_profile_open(hello->profile_folder);
}

static bool read_hello(const NcPacket *packet)
{
    NcReader reader = nc_packet_reader(packet);
    uint32_t magic = nc_read_u32(&reader);
    uint32_t version = nc_read_u32(&reader);
    uint32_t build_hash = nc_read_u32(&reader);
    if (packet->type != NC_HELLO || reader.failed || magic != NC_PROTOCOL_MAGIC) {
        nc_connection_fail("what answers is no nativecompile");
        return false;
    }
    if (version != NC_PROTOCOL_VERSION) {
        nc_connection_fail("it speaks protocol %u and this helper %u; run `npm start` in the "
                           "project to rebuild both",
                           version, NC_PROTOCOL_VERSION);
        return false;
    }
    Hello hello = {.options.mode = nc_read_u8(&reader)};
    uint32_t bits = nc_read_u32(&reader);
    hello.options.strict = (bits & NC_OPTION_STRICT) != 0;
    hello.options.interpret = (bits & NC_OPTION_INTERPRET) != 0;
    hello.options.stats = (bits & NC_OPTION_STATS) != 0;
    hello.options.without = nc_read_string(&reader);
    hello.counter_block = nc_read_string(&reader);
    hello.refusal = nc_read_string(&reader);
    hello.cache_folder = nc_read_string(&reader);
    hello.cache_basis = nc_read_string(&reader);
    hello.profile_folder = nc_read_string(&reader);
    bool good = judge_hello(&hello, !reader.failed && reader.at == reader.end, build_hash);
    /* What a host that this process has started says of options, it has from here. */
    if (good && !nc_connection.is_later) {
        obey_hello(&hello);
    }
    free(hello.options.without);
    free(hello.counter_block);
    free(hello.refusal);
    free(hello.cache_folder);
    free(hello.cache_basis);
    free(hello.profile_folder);
    return good;
}

/* The host's hello is the first packet that comes. */
static bool take_hello(const NcPacket *packet)
{
    if (read_hello(packet)) {
        nc_connection.state = NC_CONNECTION_OPEN;
        return true;
    }
    nc_connection_lose();
    return false;
}

/* -- packets -- */

static bool lose_by(enum NcTransfer result)
{
    nc_connection_fail("%s", nc_transfer_text(result));
    nc_connection.closed = result == NC_CLOSED;
    nc_connection_lose();
    return false;
}

static bool send_outbox(bool waits)
{
    enum NcTransfer result = nc_outbox_send(&own.outbox, nc_connection.fd, waits);
    return result == NC_TRANSFERRED || result == NC_TIMED_OUT || lose_by(result);
}

bool nc_connection_send(NcWriter *packet, bool waits)
{
    if (!nc_outbox_add(&own.outbox, packet)) {
        nc_connection_fail("the code object is too large, or memory is out");
        return false;
    }
    return send_outbox(waits);
}

bool nc_connection_send_rest(void)
{
    return own.outbox.length == 0 || send_outbox(false);
}

void nc_connection_finish(int seconds)
{
    if (!nc_connection_is_ours()) {
        return;
    }
    shutdown(nc_connection.fd, SHUT_WR);
    NcPacket packet;
    while (nc_inbox_receive(&own.inbox, nc_connection.fd, &packet, seconds) == NC_TRANSFERRED) {
        free(packet.bytes);
    }
    nc_connection_lose();
}

static enum NcTransfer receive_any(NcPacket *packet, int seconds)
{
    enum NcTransfer result = nc_inbox_receive(&own.inbox, nc_connection.fd, packet, seconds);
    if (result != NC_TRANSFERRED && !(result == NC_TIMED_OUT && seconds == 0)) {
        lose_by(result);
    }
    return result;
}

enum NcTransfer nc_connection_receive(NcPacket *packet, int seconds)
{
    if (nc_connection.state == NC_CONNECTION_GREETING) {
        NcPacket hello;
        enum NcTransfer result = receive_any(&hello, seconds);
        if (result != NC_TRANSFERRED) {
            return result;
        }
        bool good = take_hello(&hello);
        free(hello.bytes);
        if (!good) {
            return NC_GARBAGE;
        }
    }
    return receive_any(packet, seconds);
}

/* -- connecting -- */

/* Under a high number: the program finds the low ones as free, or as closed, as it expects. */
static void take(int fd)
{
    struct stat status;
    fd = nc_socket_move_up(fd);
    nc_connection.fd = fd;
    own.socket = fstat(fd, &status) == 0 ? status.st_ino : 0;
    nc_connection.state = NC_CONNECTION_GREETING;
}

static bool greet(bool waits)
{
    NcWriter hello = own_hello();
    if (!nc_connection_send(&hello, waits)) {
        nc_connection_lose();
        return false;
    }
    if (!waits) {
        return true;
    }
    NcPacket answer;
    if (receive_any(&answer, HELLO_SECONDS) != NC_TRANSFERRED) {
        return false;
    }
    bool good = take_hello(&answer);
    free(answer.bytes);
    return good;
}

bool nc_connection_adopt(int fd)
{
    take(fd);
    return greet(true);
}

/* A connected descriptor; -1: there is none yet, or the state is NC_CONNECTION_LOST. */
static int find_host(void)
{
    int fd =
        nc_socket_connect(nc_connection.path, nc_connection.failure, sizeof nc_connection.failure);
    if (fd >= 0 || !nc_connection.is_later) {
        if (fd < 0) {
            nc_connection.state = NC_CONNECTION_LOST;
        }
        return fd;
    }
    switch (nc_host_process_start(nc_connection.path, nc_cache_folder(), &fd, nc_connection.failure,
                                  sizeof nc_connection.failure)) {
    case NC_HOST_STARTED:
        own.is_starter = true;
        return fd;
    case NC_HOST_BEING_STARTED:
        return -1;
    case NC_HOST_CANNOT_START:
        nc_connection.state = NC_CONNECTION_LOST;
    }
    return -1;
}

static int wait_for_host(void)
{
    int fd = find_host();
    for (int i = 0; fd < 0 && nc_connection.state == NC_CONNECTION_NONE; i++) {
        if (i == START_SECONDS * 50) {
            nc_connection.state = NC_CONNECTION_LOST;
            break;
        }
        usleep(1000000 / 50);
        fd = find_host();
    }
    return fd;
}

static bool connect_by_path(bool waits)
{
    if (nc_connection.path == NULL) {
        nc_connection_fail("this process was given none");
        nc_connection.state = NC_CONNECTION_LOST;
        return false;
    }
    int fd = waits ? wait_for_host() : find_host();
    if (fd < 0) {
        return false;
    }
    take(fd);
    return greet(waits);
}

/* A hello that has been sent is answered before anything else. */
static bool wait_for_hello(void)
{
    NcPacket hello;
    if (!send_outbox(true) || receive_any(&hello, HELLO_SECONDS) != NC_TRANSFERRED) {
        return false;
    }
    bool good = take_hello(&hello);
    free(hello.bytes);
    return good;
}

bool nc_connection_open(bool waits)
{
    bool has_one =
        nc_connection.state == NC_CONNECTION_OPEN || nc_connection.state == NC_CONNECTION_GREETING;
    if (has_one && !nc_connection_is_ours()) {
        disconnect();
        nc_connection.state = NC_CONNECTION_NONE;
    }
    switch (nc_connection.state) {
    case NC_CONNECTION_NONE:
        return connect_by_path(waits);
    case NC_CONNECTION_GREETING:
        return !waits || wait_for_hello();
    case NC_CONNECTION_OPEN:
        return true;
    case NC_CONNECTION_LOST:
        break;
    }
    return false;
}
