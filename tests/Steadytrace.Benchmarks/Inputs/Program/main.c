/* Hits its tracepoints EVENTS times in all, from threads of four names, spread over the processors. */
#define _GNU_SOURCE
#define LTTNG_UST_TRACEPOINT_CREATE_PROBES
#define LTTNG_UST_TRACEPOINT_DEFINE
#include "provider.h"
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { threads = 4 };
static long events;

static void *work(void *argument)
{
    static const char *const texts[] = { "ok", "not found", "try again", "moved" };
    long number = (long)argument;
    char name[16];
    snprintf(name, sizeof name, "bench-worker-%ld", number);
    pthread_setname_np(pthread_self(), name);
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(number % sysconf(_SC_NPROCESSORS_ONLN), &set);
    pthread_setaffinity_np(pthread_self(), sizeof set, &set);
    long share = events / threads + (number < events % threads);
    for (long i = 0; i < share; i++) {
        switch (i % 4) {
        case 0: lttng_ust_tracepoint(steadytrace_bench, request, (int)i, i * 7); break;
        case 3: lttng_ust_tracepoint(steadytrace_bench, answer, (int)i, texts[i / 4 % 4]); break;
        default: lttng_ust_tracepoint(steadytrace_bench, step, (int)i);
        }
    }
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t all[threads];
    events = argc > 1 ? atol(argv[1]) : 0;
    for (long i = 0; i < threads; i++) pthread_create(&all[i], NULL, work, (void *)i);
    for (long i = 0; i < threads; i++) pthread_join(all[i], NULL);
    return 0;
}
