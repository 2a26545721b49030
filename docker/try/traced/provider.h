#undef LTTNG_UST_TRACEPOINT_PROVIDER
#define LTTNG_UST_TRACEPOINT_PROVIDER steadytrace_try

#undef LTTNG_UST_TRACEPOINT_INCLUDE
#define LTTNG_UST_TRACEPOINT_INCLUDE "./provider.h"

#if !defined(PROVIDER_H) || defined(LTTNG_UST_TRACEPOINT_HEADER_MULTI_READ)
#define PROVIDER_H
#include <lttng/tracepoint.h>
LTTNG_UST_TRACEPOINT_EVENT(steadytrace_try, call,
    LTTNG_UST_TP_ARGS(long, number),
    LTTNG_UST_TP_FIELDS(lttng_ust_field_integer(long, number, number)))
#endif

#include <lttng/tracepoint-event.h>
