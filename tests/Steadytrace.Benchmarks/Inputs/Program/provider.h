#undef LTTNG_UST_TRACEPOINT_PROVIDER
#define LTTNG_UST_TRACEPOINT_PROVIDER steadytrace_bench

#undef LTTNG_UST_TRACEPOINT_INCLUDE
#define LTTNG_UST_TRACEPOINT_INCLUDE "./provider.h"

#if !defined(PROVIDER_H) || defined(LTTNG_UST_TRACEPOINT_HEADER_MULTI_READ)
#define PROVIDER_H

#include <lttng/tracepoint.h>

LTTNG_UST_TRACEPOINT_EVENT(steadytrace_bench, request,
    LTTNG_UST_TP_ARGS(int, id, long, bytes),
    LTTNG_UST_TP_FIELDS(lttng_ust_field_integer(int, id, id) lttng_ust_field_integer(long, bytes, bytes)))

LTTNG_UST_TRACEPOINT_EVENT(steadytrace_bench, step,
    LTTNG_UST_TP_ARGS(int, id),
    LTTNG_UST_TP_FIELDS(lttng_ust_field_integer(int, id, id)))

LTTNG_UST_TRACEPOINT_EVENT(steadytrace_bench, answer,
    LTTNG_UST_TP_ARGS(int, id, const char *, text),
    LTTNG_UST_TP_FIELDS(lttng_ust_field_integer(int, id, id) lttng_ust_field_string(text, text)))

#endif

#include <lttng/tracepoint-event.h>
