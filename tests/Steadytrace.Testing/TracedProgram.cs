namespace Steadytrace.Testing;

/// <summary>A C program with one tracepoint, <c>steadytrace_test:call</c>, or others, that hits it as often as it is told to and numbers its calls.</summary>
public sealed class TracedProgram : IDisposable
{
    /// <summary>The name of its tracepoint.</summary>
    public const string Event = "steadytrace_test:call";

    /// <summary>The name of its process.</summary>
    public const string ProcessName = "traced-program";

    private const string Provider = """
        #undef LTTNG_UST_TRACEPOINT_PROVIDER
        #define LTTNG_UST_TRACEPOINT_PROVIDER steadytrace_test
        #undef LTTNG_UST_TRACEPOINT_INCLUDE
        #define LTTNG_UST_TRACEPOINT_INCLUDE "./provider.h"
        #if !defined(PROVIDER_H) || defined(LTTNG_UST_TRACEPOINT_HEADER_MULTI_READ)
        #define PROVIDER_H
        #include <lttng/tracepoint.h>
        LTTNG_UST_TRACEPOINT_EVENT(steadytrace_test, call,
            LTTNG_UST_TP_ARGS(long, number),
            LTTNG_UST_TP_FIELDS(lttng_ust_field_integer(long, number, number)))
        #endif
        #include <lttng/tracepoint-event.h>

        """;

    private const string Call = "lttng_ust_tracepoint(steadytrace_test, call, number++);";

    private const string Head = """
        #define LTTNG_UST_TRACEPOINT_CREATE_PROBES
        #define LTTNG_UST_TRACEPOINT_DEFINE
        #include "provider.h"
        """;

    private readonly CallingProgram _program;

    /// <summary>Writes and compiles it.</summary>
    public TracedProgram()
        : this(Provider, Call)
    {
    }

    /// <summary>Writes and compiles one with tracepoints of its own.</summary>
    /// <param name="provider">The tracepoints: what a <c>provider.h</c> holds.</param>
    /// <param name="call">C statements of one call, which must move <c>long number</c> on.</param>
    public TracedProgram(string provider, string call) =>
        _program = new CallingProgram(ProcessName, call, Head, files: new Dictionary<string, string> { ["provider.h"] = provider }, libraries: ["-llttng-ust", "-ldl"]);

    /// <summary>The program's file.</summary>
    public string Path => _program.Path;

    /// <summary>Starts it; it has registered with the session daemon of the place, and waits.</summary>
    public Task<CallingProcess> StartAsync(LttngSessionDaemon place)
    {
        var start = place.Inside(_program.Path);
        // Waits for the daemon however slow the machine is: a call before that would not be traced.
        start.Environment["LTTNG_UST_REGISTER_TIMEOUT"] = "-1";
        return CallingProgram.StartAsync(start);
    }

    public void Dispose() => _program.Dispose();
}
