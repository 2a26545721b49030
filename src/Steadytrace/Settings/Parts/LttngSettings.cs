using Steadytrace.Recording.Lttng;

namespace Steadytrace.Settings.Parts;

/// <summary>Reads <c>steadytrace.tracer.lttng</c>.</summary>
internal static class LttngSettings
{
    private const string Section = "steadytrace.tracer.lttng.";
    private const string Channels = Section + "channels";

    public static LttngOptions Read(SettingsReader reader)
    {
        var automatic = new LttngOptions();
        var options = new LttngOptions
        {
            Domain = Enum.Parse<LttngDomain>(reader.Choice(Section + "domain", "auto", "kernel", "user", "both"), ignoreCase: true),
            TraceFormat = reader.Choice(Section + "trace-format", "auto", "ctf-1.8", "ctf-2") switch { "ctf-2" => LttngTraceFormat.Ctf2, "ctf-1.8" => LttngTraceFormat.Ctf1, _ => LttngTraceFormat.Auto },
            KernelEvents = reader.IsAuto(Section + "kernel-events") ? reader.AutoList(Section + "kernel-events", automatic.KernelEvents) : reader.List(Section + "kernel-events"),
            KernelSystemCalls = reader.Switch(Section + "kernel-system-calls"),
            UserEvents = reader.List(Section + "user-events"),
            KernelContexts = reader.List(Section + "kernel-contexts"),
            UserContexts = reader.List(Section + "user-contexts"),
            SubBufferBytes = reader.Size(Section + "sub-buffer-bytes", 4096, 1L << 30),
            SubBufferCount = reader.Number(Section + "sub-buffer-count", 2, 1024),
            SwitchTimerMilliseconds = (int)reader.Time(Section + "switch-timer", TimeSpan.Zero, TimeSpan.FromMinutes(1)).TotalMilliseconds,
            SessionPrefix = reader.Text(Section + "session-prefix", "1 to 64 of A-Z a-z 0-9 _ -", IsPrefix),
            Command = reader.Text(Section + "command", "a command", text => text.Length > 0),
            DaemonCommand = reader.Text(Section + "daemon-command", "a command", text => text.Length > 0),
            DaemonArguments = reader.List(Section + "daemon-arguments"),
            CommandTimeoutSeconds = (int)reader.Time(Section + "command-timeout", TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(600)).TotalSeconds,
            HealthCheckSeconds = (int)reader.Time(Section + "look-every", TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(600)).TotalSeconds,
        };
        if (!long.IsPow2(options.SubBufferBytes)) reader.Refuse(Section + "sub-buffer-bytes", "a power of two");
        else if (!int.IsPow2(options.SubBufferCount)) reader.Refuse(Section + "sub-buffer-count", "a power of two");
        else if (options.UserEvents.Count == 0) reader.Refuse(Section + "user-events", "at least one event or pattern ('*' for all)");
        else if (options.KernelEvents.Count == 0 && !options.KernelSystemCalls) reader.Refuse(Section + "kernel-events", $"at least one event or pattern, or {Section}kernel-system-calls = on");
        else if (options.Validate() is { } mistake) reader.Mistake($"{Section[..^1]}: {mistake}");

        options = options with { Channels = [.. reader.Names(Channels).Select(name => ReadChannel(reader, name))] };
        foreach (var mistake in options.Channels.Select(channel => channel.Validate()).OfType<string>()) reader.Mistake($"{Channels}: {mistake}");
        return options;
    }

    // A channel has what its section says; what it does not say is the recorder's.
    private static LttngChannel ReadChannel(SettingsReader reader, string name)
    {
        var section = $"{Channels}.{name}.";
        return new LttngChannel(name, reader.IsSet(section + "domain") ? Enum.Parse<LttngDomain>(reader.Choice(section + "domain", "kernel", "user"), ignoreCase: true) : LttngDomain.Kernel)
        {
            Events = reader.IsSet(section + "events") ? reader.List(section + "events") : [],
            SystemCalls = reader.IsSet(section + "system-calls") && reader.Switch(section + "system-calls"),
            Contexts = reader.IsSet(section + "contexts") ? reader.List(section + "contexts") : null,
            SubBufferBytes = reader.IsSet(section + "sub-buffer-bytes") ? reader.Size(section + "sub-buffer-bytes", 4096, 1L << 30) : null,
            SubBufferCount = reader.IsSet(section + "sub-buffer-count") ? reader.Number(section + "sub-buffer-count", 2, 1024) : null,
        };
    }

    private static bool IsPrefix(string text) => text.Length is >= 1 and <= 64 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
