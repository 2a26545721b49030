using System.Globalization;

namespace Steadytrace.Recording.Lttng;

/// <summary>The commands that make and start a session: which arguments, for which channels.</summary>
internal static class LttngSetup
{
    private const string DefaultChannel = "steadytrace";

    /// <summary>LTTng's own name for the channel of a session's declarations.</summary>
    private const string MetadataChannel = "metadata";

    private const int MicrosecondsPerMillisecond = 1000;

    /// <summary>Arguments of each <c>lttng</c> command, in order; the last one starts the recording.</summary>
    /// <param name="session">The session's name.</param>
    /// <param name="output">Its output folder.</param>
    /// <param name="domain">Kernel, user or both; never auto.</param>
    /// <param name="version">The installed version.</param>
    /// <param name="options">Events, contexts and buffers.</param>
    public static IReadOnlyList<IReadOnlyList<string>> Commands(string session, string output, LttngDomain domain, LttngVersion version, LttngOptions options)
    {
        List<IReadOnlyList<string>> commands = [["create", session, $"--output={output}", .. Format(version, options.TraceFormat)]];
        // Else the declarations of events come seconds after the events, and nobody can count them until then. The kernel's are there from the start.
        if (domain != LttngDomain.Kernel && Timer(options) is [var timer]) commands.Add(["enable-channel", "--userspace", $"--session={session}", timer, MetadataChannel]);
        foreach (var channel in Channels(domain, options)) commands.AddRange(Commands(session, channel, options));
        commands.Add(["start", session]);
        return commands;
    }

    /// <summary>What holds for a run from its begin to its end, as text: a run that was told otherwise is another run.</summary>
    /// <remarks>The domain is as it was asked for, and all commands of both: what <c>auto</c> found is no setting.</remarks>
    public static string RunSettings(LttngOptions options) => string.Join('\n',
        Commands("", "", LttngDomain.Both, LttngVersion.FirstWithTraceFormats, options).Select(arguments => string.Join(' ', arguments)).Prepend($"{options.Domain}"));

    /// <summary>The channels of a session: those that were named, of the domains that are recorded; where none was named for a domain, one with the domain's events.</summary>
    public static IEnumerable<LttngChannel> Channels(LttngDomain domain, LttngOptions options)
    {
        foreach (var one in new[] { LttngDomain.Kernel, LttngDomain.User }.Where(one => domain == one || domain == LttngDomain.Both))
        {
            var named = options.Channels.Where(channel => channel.Domain == one).ToList();
            foreach (var channel in named) yield return channel;
            if (named.Count > 0) continue;
            yield return one == LttngDomain.Kernel
                ? new LttngChannel(DefaultChannel, one) { Events = options.KernelEvents, SystemCalls = options.KernelSystemCalls }
                : new LttngChannel(DefaultChannel, one) { Events = options.UserEvents };
        }
    }

    private static IEnumerable<IReadOnlyList<string>> Commands(string session, LttngChannel channel, LttngOptions options)
    {
        var kernel = channel.Domain == LttngDomain.Kernel;
        string[] target = [kernel ? "--kernel" : "--userspace", $"--session={session}"];
        string[] of = [$"--channel={channel.Name}"];
        // Discard mode: what does not fit is counted by the tracer; overwriting would lose whole packets of the past.
        yield return ["enable-channel", .. target, "--discard", $"--subbuf-size={Number(channel.SubBufferBytes ?? options.SubBufferBytes)}",
            $"--num-subbuf={Number(channel.SubBufferCount ?? options.SubBufferCount)}", .. Timer(options), channel.Name];
        var excluded = channel.Excluded.ToList();
        foreach (var name in channel.Wanted)
        {
            // LTTng takes exclusions beside a pattern only.
            string[] without = excluded.Count > 0 && name.Contains('*') ? [$"--exclude={string.Join(',', excluded)}"] : [];
            yield return ["enable-event", .. target, .. of, "--tracepoint", name, .. without];
        }

        if (channel.SystemCalls) yield return ["enable-event", .. target, .. of, "--syscall", "--all"];
        var contexts = channel.Contexts ?? (kernel ? options.KernelContexts : options.UserContexts);
        if (contexts.Count > 0) yield return ["add-context", .. target, .. of, .. contexts.Select(context => $"--type={context}")];
    }

    private static string[] Format(LttngVersion version, LttngTraceFormat format)
    {
        if (version >= LttngVersion.FirstWithTraceFormats) return [format == LttngTraceFormat.Ctf2 ? "--trace-format=ctf-2" : "--trace-format=ctf-1.8"];
        if (format != LttngTraceFormat.Ctf2) return [];
        throw new RecorderException($"lttng {version} cannot write CTF 2: install {LttngVersion.FirstWithTraceFormats} or newer, or set trace-format = auto", permanent: true);
    }

    private static string[] Timer(LttngOptions options) =>
        options.SwitchTimerMilliseconds == 0 ? [] : [$"--switch-timer={Number((long)options.SwitchTimerMilliseconds * MicrosecondsPerMillisecond)}"];

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
