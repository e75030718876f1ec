/* See host.h. The connection's lock is held for a whole request and its answer where somebody
   waits for it, the GIL is not; so threads queue here while others run Python. A forked child
   makes a connection of its own when it needs one. */
#include "host.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "code_bytes.h"
#include "host_connection.h"
#include "host_socket.h"
#include "image.h"
#include "launch.h"
#include "protocol.h"
#include "text.h"

/* The host compiles in seconds; after this it hangs. */
#define ANSWER_SECONDS 120

/* Requests that nobody waits for. The list is changed by who holds the GIL and the lock, and can
   be read with either. */
typedef struct Asked {
    uint32_t id;
    bool tree;
    bool is_forgotten;  /* in a forked child, where no answer comes */
    PyCodeObject *code; /* owned */
    NcPacket answer;    /* bytes NULL: none */
    struct Asked *next;
} Asked;
static Asked *asked;

static bool announced; /* that the host is gone */
static uint32_t last_id;

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


static void set_states(PyCodeObject *code, bool tree, uint8_t from, uint8_t to)
{
    NativeCode *native = nc_native_of(code);
    if (native != NULL && native->state == from) {
        native->state = to;
    }
    for (Py_ssize_t i = 0; tree && i < PyTuple_GET_SIZE(code->co_consts); i++) {
        PyObject *constant = PyTuple_GET_ITEM(code->co_consts, i);
        if (PyCode_Check(constant)) {
            set_states((PyCodeObject *)constant, true, from, to);
        }
    }
}

/* The code may be asked for again. What is owned is given back where objects may die. */
static void forget(Asked *one)
{
    if (!one->is_forgotten) {
        one->is_forgotten = true;
        set_states(one->code, one->tree, NATIVE_REQUESTED, NATIVE_COUNTING);
    }
}

static void forget_asked_in_child(void)
{
    for (Asked *one = asked; one != NULL; one = one->next) {
        forget(one);
    }
}

enum NcStart nc_host_start(int fd, const char *path)
{
    nc_connection_init(path, false);
    pthread_atfork(NULL, NULL, forget_asked_in_child);
    if (fd < 0 && path != NULL) {
        fd = nc_socket_connect(path, nc_connection.failure, sizeof nc_connection.failure);
    }
    if (fd < 0) {
        return NC_START_NO_HOST;
    }
    if (!nc_connection_adopt(fd)) {
        fprintf(stderr, "nativecompile: the compile host cannot be used: %s\n",
                nc_connection.failure);
        return NC_START_FAILED;
    }
    return NC_START_CONNECTED;
}

void nc_host_start_later(const char *path)
{
    nc_options = (NcOptions){.mode = NC_MODE_HOT};
    nc_connection_init(path, true);
    pthread_atfork(NULL, NULL, forget_asked_in_child);
}

const char *nc_host_path(void)
{
    return nc_connection.path;
}

bool nc_host_is_later(void)
{
    return nc_connection.is_later;
}

bool nc_host_is_there(void)
{
    return nc_connection.state != NC_CONNECTION_NONE || !nc_connection.is_later
           || (nc_connection.path != NULL && access(nc_connection.path, F_OK) == 0);
}

int nc_host_descriptor(void)
{
    return nc_connection.fd;
}

bool nc_host_lost(void)
{
    return nc_connection.state == NC_CONNECTION_LOST;
}

const char *nc_host_failure(void)
{
    return nc_connection.failure;
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
        snprintf(line, sizeof line, "nativecompile: strict: the compile host is gone: %s\n",
                 nc_connection.failure);
        write_stderr(line);
        _exit(NC_STATUS_STRICT);
    }
    /* One that nobody has asked for is nobody's concern. */
    if (!announced && !nc_connection.is_later) {
        announced = true;
        write_stderr(
            "nativecompile: the compile host is gone; code not yet compiled stays interpreted");
        if (!nc_connection.closed) {
            char why[600];
            snprintf(why, sizeof why, " (%s)", nc_connection.failure);
            write_stderr(why);
        }
        write_stderr("\n");
    }
}

/* The answer to another request than the one that is waited for; `wanted` 0: none is. */
static bool keep_answer(NcPacket *answer, uint32_t wanted)
{
    for (Asked *one = asked; one != NULL; one = one->next) {
        if (one->id == answer->id && one->answer.bytes == NULL) {
            one->answer = *answer;
            return true;
        }
    }
    if (wanted != 0) {
        nc_connection_fail("it answered request %u instead of request %u", answer->id, wanted);
    } else {
        nc_connection_fail("it answered request %u, which is none", answer->id);
    }
    free(answer->bytes);
    nc_connection_lose();
    return false;
}

static bool receive_answer(uint32_t id, NcPacket *answer)
{
    while (nc_connection_receive(answer, ANSWER_SECONDS) == NC_TRANSFERRED) {
        if (answer->id == id) {
            return true;
        }
        if (!keep_answer(answer, id)) {
            break;
        }
    }
    return false;
}

/* The request's id, or 0: memory is out. */
static uint32_t number_request(NcWriter *request)
{
    if (request->failed) {
        nc_connection_fail("the code object is too large, or memory is out");
        return 0;
    }
    uint32_t id = ++last_id;
    memcpy(request->bytes + sizeof(uint32_t), &id, sizeof id);
    return id;
}

static bool exchange_locked(NcWriter *request, NcPacket *answer)
{
    if (!nc_connection_open(true)) {
        return false;
    }
    uint32_t id = number_request(request);
    if (id == 0) {
        return false;
    }
    nc_connection.busy = true;
    bool good = nc_connection_send(request, true) && receive_answer(id, answer);
    nc_connection.busy = false;
    return good;
}

/* The answer has sense as a packet and none as an answer: nothing that follows can be trusted. */
static void lose(const char *why)
{
    pthread_mutex_lock(&nc_connection.mutex);
    nc_connection_fail("%s", why);
    nc_connection_lose();
    pthread_mutex_unlock(&nc_connection.mutex);
    announce_loss();
}

/* False: the host could not do it, and has said why; or it is lost. */
static bool is_answer(const NcPacket *answer, enum PacketType wanted)
{
    if (answer->type == wanted) {
        return true;
    }
    if (answer->type == NC_FAILED) {
        NcReader reader = nc_packet_reader(answer);
        char *message = nc_read_string(&reader);
        nc_connection_fail("%s", message ? message : "the compile host failed");
        free(message);
    } else {
        char why[80];
        snprintf(why, sizeof why, "it answered with a packet of type %u", answer->type);
        lose(why);
    }
    return false;
}

/* Frees the request. true: *answer is of the wanted type and to be freed. */
static bool exchange(NcWriter *request, enum PacketType wanted, NcPacket *answer)
{
    bool good;
    Py_BEGIN_ALLOW_THREADS
    pthread_mutex_lock(&nc_connection.mutex);
    good = exchange_locked(request, answer);
    pthread_mutex_unlock(&nc_connection.mutex);
    Py_END_ALLOW_THREADS
    nc_write_free(request);
    if (!good) {
        if (nc_host_lost()) {
            announce_loss();
        }
        return false;
    }
    if (is_answer(answer, wanted)) {
        return true;
    }
    free(answer->bytes);
    return false;
}

/* The host looks into the file for comments that speak to the compiler. One that a helper has
   started is in another folder. */
static void write_filename(NcWriter *request, PyObject *filename)
{
    char path[PATH_MAX];
    nc_text_path(filename, nc_connection.is_later ? nc_launch_first_folder() : "", path);
    nc_write_string(request, path);
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

static NcWriter compile_request(PyCodeObject *code, bool tree, const char *reason)
{
    NcWriter request = begin_with_code(NC_COMPILE_NATIVE, code);
    nc_write_u8(&request, tree);
    nc_write_string(&request, reason);
    write_filename(&request, code->co_filename);
    return request;
}

static int attach(PyCodeObject *code, bool tree, const NcPacket *answer)
{
    const char *error;
    int result =
        nc_images_attach_checked(code, tree, answer->payload, answer->payload_length, &error);
    if (result < 0) {
        char why[300];
        snprintf(why, sizeof why, "it sent an image that cannot be loaded: %s", error);
        lose(why);
    }
    return result;
}

int nc_host_compile(PyCodeObject *code, bool tree, const char *reason)
{
    NcPacket answer;
    if (nc_host_lost()) {
        return -1;
    }
    NcWriter request = compile_request(code, tree, reason);
    if (!exchange(&request, NC_IMAGES, &answer)) {
        return -1;
    }
    int result = attach(code, tree, &answer);
    free(answer.bytes);
    return result;
}

PyObject *nc_host_listing(PyCodeObject *code, const char *view, const char *syntax)
{
    if (nc_host_lost()) {
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
        nc_connection_fail("the listing is malformed");
    }
    return result;
}

/* -- requests that nobody waits for -- */

bool nc_host_ask(PyCodeObject *code, bool tree, const char *reason)
{
    if (nc_host_lost() || pthread_mutex_trylock(&nc_connection.mutex) != 0) {
        return false;
    }
    Asked *one = nc_connection_open(false) ? calloc(1, sizeof *one) : NULL;
    if (one != NULL) {
        NcWriter request = compile_request(code, tree, reason);
        *one = (Asked){.id = number_request(&request), .tree = tree, .code = code, .next = asked};
        if (one->id != 0 && nc_connection_send(&request, false)) {
            Py_INCREF(code);
            set_states(code, tree, NATIVE_COUNTING, NATIVE_REQUESTED);
            asked = one;
        } else {
            nc_write_free(&request);
            free(one);
            one = NULL;
        }
    }
    pthread_mutex_unlock(&nc_connection.mutex);
    return one != NULL;
}

static void receive_what_has_come(void)
{
    NcPacket packet;
    if (!nc_connection_send_rest()) {
        return;
    }
    while (nc_connection_receive(&packet, 0) == NC_TRANSFERRED && keep_answer(&packet, 0)) {
    }
}

/* Takes requests that need no more waiting for out of the list. */
static Asked *take_done(void)
{
    Asked *done = NULL;
    bool nothing_comes =
        nc_connection.state == NC_CONNECTION_LOST || nc_connection.state == NC_CONNECTION_NONE;
    for (Asked **link = &asked; *link != NULL;) {
        Asked *one = *link;
        if (one->answer.bytes == NULL && !one->is_forgotten && !nothing_comes) {
            link = &one->next;
            continue;
        }
        *link = one->next;
        one->next = done;
        done = one;
    }
    return done;
}

static void finish(Asked *one)
{
    if (one->answer.bytes != NULL && !one->is_forgotten && is_answer(&one->answer, NC_IMAGES)) {
        attach(one->code, one->tree, &one->answer);
    }
    /* The program has closed the connection: there may be another. */
    if (nc_connection.state == NC_CONNECTION_NONE) {
        forget(one);
    }
    if (!one->is_forgotten) {
        nc_images_refuse(one->code, one->tree, nc_connection.failure);
    }
    free(one->answer.bytes);
    Py_DECREF(one->code);
    free(one);
}

void nc_host_take(void)
{
    if (asked == NULL || pthread_mutex_trylock(&nc_connection.mutex) != 0) {
        return;
    }
    if (nc_connection.state == NC_CONNECTION_OPEN
        || nc_connection.state == NC_CONNECTION_GREETING) {
        if (nc_connection_open(false)) {
            receive_what_has_come();
        }
    }
    Asked *done = take_done();
    pthread_mutex_unlock(&nc_connection.mutex);
    while (done != NULL) {
        Asked *next = done->next;
        finish(done);
        done = next;
    }
    if (nc_host_lost()) {
        announce_loss();
    }
}

/* -- announcements -- */

/* The host may be compiling one more function. */
#define SECONDS_TO_FINISH 5

void nc_host_send_stats(const char *json)
{
    /* At exit another thread may hold the mutex for good; then there are no statistics. */
    if (pthread_mutex_trylock(&nc_connection.mutex) != 0) {
        return;
    }
    if (nc_connection_open(true)) {
        NcWriter packet;
        nc_write_begin(&packet, 0, NC_STATS);
        nc_write_string(&packet, json);
        if (nc_connection_send(&packet, true)) {
            nc_connection_finish(SECONDS_TO_FINISH);
        }
    }
    pthread_mutex_unlock(&nc_connection.mutex);
}

void nc_host_send_fault(const char *text, size_t length)
{
    if (nc_connection.state != NC_CONNECTION_OPEN || nc_connection.busy || length > 4096
        || !nc_connection_is_ours()) {
        return;
    }
    uint8_t packet[13 + 4096];
    uint32_t fields[3] = {(uint32_t)length + 9, 0, (uint32_t)length};
    memcpy(packet, fields, 8);
    packet[8] = NC_FAULT;
    memcpy(packet + 9, &fields[2], 4);
    memcpy(packet + 13, text, length);
    send(nc_connection.fd, packet, 13 + length, MSG_NOSIGNAL | MSG_DONTWAIT);
}
