/* The least that recording can be: a thread for each processor copies trace_pipe_raw of an INSTANCE to a file in FOLDER, by "splice" or by "read".
   A signal ends it, and a minute whatever happens. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { longest_seconds = 60, page = 4096, pipe_bytes = 1 << 20 };
static const char *how, *instance, *folder;

static void fail(const char *what)
{
    perror(what);
    _exit(1);
}

static void copy_by_splice(int raw, int file)
{
    int ends[2];
    if (pipe(ends) != 0 || fcntl(ends[1], F_SETPIPE_SZ, pipe_bytes) < 0) fail("pipe");
    for (;;) {
        ssize_t taken = splice(raw, NULL, ends[1], NULL, pipe_bytes, SPLICE_F_MOVE);
        if (taken < 0 && errno != EINTR) fail("splice from trace_pipe_raw");
        while (taken > 0) {
            ssize_t moved = splice(ends[0], NULL, file, NULL, taken, SPLICE_F_MOVE);
            if (moved <= 0) fail("splice to the file");
            taken -= moved;
        }
    }
}

static void copy_by_read(int raw, int file)
{
    static __thread char buffer[page];
    for (;;) {
        ssize_t taken = read(raw, buffer, page);
        if (taken < 0 && errno != EINTR) fail("read of trace_pipe_raw");
        if (taken > 0 && write(file, buffer, taken) != taken) fail("write");
    }
}

static void *copy(void *cpu)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/per_cpu/cpu%ld/trace_pipe_raw", instance, (long)cpu);
    int raw = open(path, O_RDONLY);
    if (raw < 0) fail(path);
    snprintf(path, sizeof path, "%s/cpu%ld.pages", folder, (long)cpu);
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (file < 0) fail(path);
    if (strcmp(how, "splice") == 0) copy_by_splice(raw, file);
    else copy_by_read(raw, file);
    return NULL;
}

int main(int count, char **arguments)
{
    if (count != 4) return 2;
    alarm(longest_seconds);
    how = arguments[1], instance = arguments[2], folder = arguments[3];
    for (long cpu = 0; cpu < sysconf(_SC_NPROCESSORS_CONF); cpu++) {
        pthread_t thread;
        if (pthread_create(&thread, NULL, copy, (void *)cpu) != 0) fail("pthread_create");
    }
    for (;;) pause();
}
