#define LTTNG_UST_TRACEPOINT_CREATE_PROBES
#define LTTNG_UST_TRACEPOINT_DEFINE
#include "provider.h"
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* traced-program CALLS BATCH PAUSE_US: makes the calls, with a pause after each batch, and prints how many it made. */
int main(int count, char **words)
{
    if (count != 4) {
        fputs("usage: traced-program CALLS BATCH PAUSE_US\n", stderr);
        return 2;
    }

    long calls = atol(words[1]), batch = atol(words[2]), pause = atol(words[3]), made = 0;
    struct timespec time = { pause / 1000000, pause % 1000000 * 1000 };
    while (made < calls) {
        lttng_ust_tracepoint(steadytrace_try, call, made);
        made++;
        if (made % batch == 0) nanosleep(&time, NULL);
    }

    printf("%ld\n", made);
    return 0;
}
