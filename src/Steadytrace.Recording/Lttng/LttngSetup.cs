using System.Globalization;

namespace Steadytrace.Recording.Lttng;

/// <summary>The commands that make and start a session: which arguments, for which domain.</summary>
internal static class LttngSetup
{
    private const string Channel = "steadytrace";

    /// <summary>Arguments of each <c>lttng</c> command, in order; the last one starts the recording.</summary>
    /// <param name="session">The session's name.</param>
    /// <param name="output">Its output folder.</param>
    /// <param name="domain">Kernel or user; never auto.</param>
    /// <param name="options">Events, contexts and buffers.</param>
    public static IReadOnlyList<IReadOnlyList<string>> Commands(string session, string output, LttngDomain domain, LttngOptions options)
    {
        var kernel = domain == LttngDomain.Kernel;
        string[] target = [kernel ? "--kernel" : "--userspace", $"--session={session}"];
        string[] channel = [$"--channel={Channel}"];
        // Discard mode: what does not fit is counted by the tracer; overwriting would lose whole packets of the past.
        List<IReadOnlyList<string>> commands =
        [
            ["create", session, $"--output={output}"],
            ["enable-channel", .. target, "--discard", $"--subbuf-size={Number(options.SubBufferBytes)}",
                $"--num-subbuf={Number(options.SubBufferCount)}", Channel],
        ];
        var events = kernel ? options.KernelEvents : options.UserEvents;
        commands.AddRange(events.Select(name => (IReadOnlyList<string>)["enable-event", .. target, .. channel, "--tracepoint", name]));
        if (kernel && options.KernelSystemCalls) commands.Add(["enable-event", .. target, .. channel, "--syscall", "--all"]);

        var contexts = kernel ? options.KernelContexts : options.UserContexts;
        if (contexts.Count > 0)
            commands.Add(["add-context", .. target, .. channel, .. contexts.Select(context => $"--type={context}")]);
        commands.Add(["start", session]);
        return commands;
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
