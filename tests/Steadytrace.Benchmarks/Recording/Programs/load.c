/* Makes events at a steady rate, on one processor: system calls that nobody else makes often, two events each; built with USER_SPACE hits of a tracepoint, one each.
   A line "HITS_A_SECOND SECONDS" asks for some; it answers "HITS NANOSECONDS PROCESSOR_NANOSECONDS". The end of the input ends it. */
#define _GNU_SOURCE
#ifdef USER_SPACE
#define LTTNG_UST_TRACEPOINT_CREATE_PROBES
#define LTTNG_UST_TRACEPOINT_DEFINE
#include "provider.h"
#define HIT(number) lttng_ust_tracepoint(steadytrace_bench, step, (int)(number))
#else
#define HIT(number) syscall(SYS_getppid)
#endif
#include <sched.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { periods = 1000, second = 1000000000 };

static long now(clockid_t clock)
{
    struct timespec time;
    clock_gettime(clock, &time);
    return time.tv_sec * second + time.tv_nsec;
}

int main(void)
{
    long rate, seconds;
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(sysconf(_SC_NPROCESSORS_ONLN) - 1, &set);
    sched_setaffinity(0, sizeof set, &set);
    printf("%d %d\n", (int)getpid(), (int)SYS_getppid);
    fflush(stdout);
    while (scanf("%ld %ld", &rate, &seconds) == 2) {
        long hits = 0, began = now(CLOCK_MONOTONIC), used = now(CLOCK_PROCESS_CPUTIME_ID);
        /* Where the machine does not keep up it makes fewer, not longer. */
        for (long period = 1; period <= seconds * periods && now(CLOCK_MONOTONIC) - began < seconds * second; period++) {
            for (long due = rate * period / periods; hits < due; hits++) HIT(hits);
            long next = began + period * (second / periods);
            struct timespec time = { next / second, next % second };
            clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, NULL);
        }
        printf("%ld %ld %ld\n", hits, now(CLOCK_MONOTONIC) - began, now(CLOCK_PROCESS_CPUTIME_ID) - used);
        fflush(stdout);
    }
    return 0;
}
