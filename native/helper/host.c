/* See host.h. The mutex is held for a whole request and its answer, the GIL is not; so threads queue here while others run
   Python. A forked child inherits neither: it closes its parent's connection and makes its own when it needs one. */
#include "host.h"

#include <errno.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "build_hash.h"
#include "code_bytes.h"
#include "counters.h"
#include "host_socket.h"
#include "image.h"
#include "launch.h"
#include "protocol.h"
#include "text.h"

/* The host answers a hello at once and compiles in seconds; after these it hangs. */
#define HELLO_SECONDS 60
#define ANSWER_SECONDS 120

NcOptions nc_options;

enum State { STATE_IDLE, STATE_CONNECTED, STATE_LOST };

static struct {
    pthread_mutex_t mutex;
    volatile enum State state;
    volatile int fd;
    ino_t socket; /* what fd is to be */
    volatile bool busy; /* bytes of a request may be on the wire */
    bool closed;        /* lost because it ended, for which no reason needs to be given */
    bool announced;     /* that the host is gone */
    uint32_t last_id;
    char *path;
    char failure[512];
} host = {.mutex = PTHREAD_MUTEX_INITIALIZER, .fd = -1};

__attribute__((format(printf, 1, 2))) static void fail(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(host.failure, sizeof host.failure, format, arguments);
    va_end(arguments);
}

static void write_stderr(const char *text)
{
    size_t length = strlen(text);
    while (length > 0) {
        ssize_t count = write(STDERR_FILENO, text, length);
        if (count <= 0) {
            if (count < 0 && errno == EINTR) {
                continue;
            }
            return;
        }
        text += count;
        length -= (size_t)count;
    }
}

/* -- connecting -- */

/* A program that closes all descriptors, as daemons do, closes this one too, and may have it again as a file of its own. */
static bool still_ours(void)
{
    struct stat status;
    return host.fd >= 0 && fstat(host.fd, &status) == 0 && S_ISSOCK(status.st_mode) && status.st_ino == host.socket;
}

static void disconnect(void)
{
    if (still_ours()) {
        close(host.fd);
    }
    host.fd = -1;
}

/* Takes the connection over under a high number: the program finds the low numbers as free, or as closed, as it expects. */
static void adopt(int fd)
{
    fd = nc_socket_move_up(fd);
    struct stat status;
    host.fd = fd;
    host.socket = fstat(fd, &status) == 0 ? status.st_ino : 0;
}

static bool read_hello(const NcPacket *packet)
{
    NcReader reader = nc_packet_reader(packet);
    uint32_t magic = nc_read_u32(&reader);
    uint32_t version = nc_read_u32(&reader);
    uint32_t build_hash = nc_read_u32(&reader);
    if (packet->type != NC_HELLO || reader.failed || magic != NC_PROTOCOL_MAGIC) {
        fail("what answers is no nativecompile");
        return false;
    }
    if (version != NC_PROTOCOL_VERSION) {
        fail("it speaks protocol %u and this helper %u; run `npm start` in the project to rebuild both", version,
             NC_PROTOCOL_VERSION);
        return false;
    }
    NcOptions options = {.mode = nc_read_u8(&reader)};
    uint32_t bits = nc_read_u32(&reader);
    options.strict = (bits & NC_OPTION_STRICT) != 0;
    options.interpret = (bits & NC_OPTION_INTERPRET) != 0;
    options.stats = (bits & NC_OPTION_STATS) != 0;
    options.without = nc_read_string(&reader);
    char *counter_block = nc_read_string(&reader);
    char *refusal = nc_read_string(&reader);
    bool good = false;
    if (reader.failed || reader.at != reader.end || options.mode > NC_MODE_ALL) {
        fail("its hello is malformed");
    } else if (refusal[0] != 0) {
        fail("%s", refusal);
    } else if (build_hash != NC_BUILD_HASH) {
        fail("it was built for helper %08x and this is helper %08x; run `npm start` in the project to rebuild both",
             build_hash, NC_BUILD_HASH);
    } else {
        good = true;
        free(nc_options.without);
        nc_options = options;
        nc_counters_open(counter_block);
    }
    if (!good) {
        free(options.without);
    }
    free(counter_block);
    free(refusal);
    return good;
}

static bool shake_hands(int fd)
{
    NcWriter hello;
    nc_write_begin(&hello, 0, NC_HELLO);
    nc_write_u32(&hello, NC_PROTOCOL_MAGIC);
    nc_write_u32(&hello, NC_PROTOCOL_VERSION);
    nc_write_u32(&hello, NC_BUILD_HASH);
    nc_write_u32(&hello, (uint32_t)getpid());
    nc_write_string(&hello, PY_VERSION);
    nc_write_u8(&hello, nc_launch_emulated());
    enum NcTransfer result = nc_send_packet(fd, &hello);
    nc_write_free(&hello);
    NcPacket answer = {0};
    if (result == NC_TRANSFERRED) {
        result = nc_receive_packet(fd, &answer, HELLO_SECONDS);
    }
    if (result != NC_TRANSFERRED) {
        fail("%s", nc_transfer_text(result));
        return false;
    }
    bool good = read_hello(&answer);
    free(answer.bytes);
    return good;
}

static bool connect_if_needed(void)
{
    if (host.state == STATE_CONNECTED && !still_ours()) {
        host.fd = -1;
        host.state = STATE_IDLE;
    }
    if (host.state == STATE_IDLE) {
        int fd = host.path ? nc_socket_connect(host.path, host.failure, sizeof host.failure) : -1;
        if (host.path == NULL) {
            fail("this process was given none");
        }
        if (fd >= 0) {
            adopt(fd);
        }
        if (fd >= 0 && shake_hands(host.fd)) {
            host.state = STATE_CONNECTED;
        } else {
            disconnect();
            host.state = STATE_LOST;
        }
    }
    return host.state == STATE_CONNECTED;
}

/* The child has one thread, which is here: nobody can hold the mutex, whatever its bits say. */
static void forget_in_child(void)
{
    pthread_mutex_init(&host.mutex, NULL);
    disconnect();
    host.busy = false;
    if (host.state == STATE_CONNECTED) {
        host.state = STATE_IDLE;
    }
}

enum NcStart nc_host_start(int fd, const char *path)
{
    pthread_atfork(NULL, NULL, forget_in_child);
    if (path != NULL) {
        host.path = strdup(path);
    }
    if (fd < 0 && path != NULL) {
        fd = nc_socket_connect(path, host.failure, sizeof host.failure);
    }
    if (fd < 0) {
        return NC_START_NO_HOST;
    }
    adopt(fd);
    if (!shake_hands(host.fd)) {
        fprintf(stderr, "nativecompile: the compile host cannot be used: %s\n", host.failure);
        disconnect();
        host.state = STATE_LOST;
        return NC_START_FAILED;
    }
    host.state = STATE_CONNECTED;
    return NC_START_CONNECTED;
}

const char *nc_host_path(void)
{
    return host.path;
}

int nc_host_descriptor(void)
{
    return host.fd;
}

bool nc_host_lost(void)
{
    return host.state == STATE_LOST;
}

const char *nc_host_failure(void)
{
    return host.failure;
}

/* -- requests -- */

/* What the program has printed so far comes out before the process ends. */
static void flush_python(void)
{
    for (int err = 0; err < 2; err++) {
        PyObject *file = PySys_GetObject(err ? "stderr" : "stdout");
        if (file != NULL && file != Py_None) {
            Py_INCREF(file);
            Py_XDECREF(PyObject_CallMethod(file, "flush", NULL));
            Py_DECREF(file);
            PyErr_Clear();
        }
    }
}

static void announce_loss(void)
{
    if (nc_options.strict) {
        flush_python();
        char line[700];
        snprintf(line, sizeof line, "nativecompile: strict: the compile host is gone: %s\n", host.failure);
        write_stderr(line);
        _exit(NC_STATUS_STRICT);
    }
    if (!host.announced) {
        host.announced = true;
        write_stderr("nativecompile: the compile host is gone; code not yet compiled stays interpreted");
        if (!host.closed) {
            char why[600];
            snprintf(why, sizeof why, " (%s)", host.failure);
            write_stderr(why);
        }
        write_stderr("\n");
    }
}

static bool exchange_locked(NcWriter *request, NcPacket *answer)
{
    if (!connect_if_needed()) {
        return false;
    }
    uint32_t id = ++host.last_id;
    if (!request->failed) {
        memcpy(request->bytes + 4, &id, 4);
    } else {
        fail("the code object is too large, or memory is out");
        return false;
    }
    host.busy = true;
    enum NcTransfer result = nc_send_packet(host.fd, request);
    if (result == NC_TRANSFERRED) {
        result = nc_receive_packet(host.fd, answer, ANSWER_SECONDS);
    }
    host.busy = false;
    if (result != NC_TRANSFERRED) {
        fail("%s", nc_transfer_text(result));
    } else if (answer->id != id) {
        fail("it answered request %u instead of request %u", answer->id, id);
        free(answer->bytes);
        result = NC_GARBAGE;
    }
    if (result != NC_TRANSFERRED) {
        disconnect();
        host.state = STATE_LOST;
        host.closed = result == NC_CLOSED;
    }
    return result == NC_TRANSFERRED;
}

/* The answer has sense as a packet and none as an answer: nothing that follows can be trusted. */
static void lose(const char *why)
{
    pthread_mutex_lock(&host.mutex);
    fail("%s", why);
    disconnect();
    host.state = STATE_LOST;
    pthread_mutex_unlock(&host.mutex);
    announce_loss();
}

/* Frees the request. true: *answer is of the wanted type and to be freed. */
static bool exchange(NcWriter *request, enum PacketType wanted, NcPacket *answer)
{
    bool good;
    Py_BEGIN_ALLOW_THREADS
    pthread_mutex_lock(&host.mutex);
    good = exchange_locked(request, answer);
    pthread_mutex_unlock(&host.mutex);
    Py_END_ALLOW_THREADS
    nc_write_free(request);
    if (!good) {
        if (host.state == STATE_LOST) {
            announce_loss();
        }
        return false;
    }
    if (answer->type == wanted) {
        return true;
    }
    if (answer->type == NC_FAILED) {
        NcReader reader = nc_packet_reader(answer);
        char *message = nc_read_string(&reader);
        fail("%s", message ? message : "the compile host failed");
        free(message);
    } else {
        char why[80];
        snprintf(why, sizeof why, "it answered with a packet of type %u", answer->type);
        lose(why);
    }
    free(answer->bytes);
    return false;
}

/* The host looks into the file for comments that speak to the compiler. */
static void write_filename(NcWriter *request, PyObject *filename)
{
    PyObject *encoded = nc_text_of_file(filename);
    if (encoded == NULL) {
        nc_write_string(request, "");
        return;
    }
    nc_write_bytes(request, PyBytes_AS_STRING(encoded), (size_t)PyBytes_GET_SIZE(encoded));
    Py_DECREF(encoded);
}

/* Both requests about a code object begin with it. */
static NcWriter begin_with_code(uint8_t type, PyCodeObject *code)
{
    NcWriter request;
    nc_write_begin(&request, 0, type);
    size_t opened = nc_write_open(&request);
    nc_write_code(&request, code);
    nc_write_close(&request, opened);
    return request;
}

int nc_host_compile(PyCodeObject *code, bool tree, const char *reason)
{
    if (host.state == STATE_LOST) {
        return -1;
    }
    NcWriter request = begin_with_code(NC_COMPILE_NATIVE, code);
    nc_write_u8(&request, tree);
    nc_write_string(&request, reason);
    write_filename(&request, code->co_filename);
    NcPacket answer;
    if (!exchange(&request, NC_IMAGES, &answer)) {
        return -1;
    }
    const char *error;
    int result = nc_images_attach_checked(code, tree, answer.payload, answer.payload_length, &error);
    free(answer.bytes);
    if (result < 0) {
        char why[300];
        snprintf(why, sizeof why, "it sent an image that cannot be loaded: %s", error);
        lose(why);
    }
    return result;
}

PyObject *nc_host_listing(PyCodeObject *code, const char *view, const char *syntax)
{
    if (host.state == STATE_LOST) {
        return NULL;
    }
    NcWriter request = begin_with_code(NC_LISTING, code);
    nc_write_string(&request, view);
    nc_write_string(&request, syntax);
    NcPacket answer;
    if (!exchange(&request, NC_LISTING_TEXT, &answer)) {
        return NULL;
    }
    NcReader reader = nc_packet_reader(&answer);
    size_t length;
    const uint8_t *text = nc_read_bytes(&reader, &length);
    PyObject *result = NULL;
    if (!reader.failed) {
        result = PyUnicode_DecodeUTF8((const char *)text, (Py_ssize_t)length, "replace");
        PyErr_Clear();
    }
    free(answer.bytes);
    if (result == NULL) {
        fail("the listing is malformed");
    }
    return result;
}

/* -- announcements -- */

void nc_host_send_stats(const char *json)
{
    /* At exit another thread may hold the mutex for good; then there are no statistics. */
    if (pthread_mutex_trylock(&host.mutex) != 0) {
        return;
    }
    if (connect_if_needed()) {
        NcWriter packet;
        nc_write_begin(&packet, 0, NC_STATS);
        nc_write_string(&packet, json);
        nc_send_packet(host.fd, &packet);
        nc_write_free(&packet);
    }
    pthread_mutex_unlock(&host.mutex);
}

void nc_host_send_fault(const char *text, size_t length)
{
    if (host.state != STATE_CONNECTED || host.busy || length > 4096 || !still_ours()) {
        return;
    }
    uint8_t packet[13 + 4096];
    uint32_t fields[3] = {(uint32_t)length + 9, 0, (uint32_t)length};
    memcpy(packet, fields, 8);
    packet[8] = NC_FAULT;
    memcpy(packet + 9, &fields[2], 4);
    memcpy(packet + 13, text, length);
    send(host.fd, packet, 13 + length, MSG_NOSIGNAL | MSG_DONTWAIT);
}
