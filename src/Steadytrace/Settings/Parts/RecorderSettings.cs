using Steadytrace.Recording.Lttng;
using Steadytrace.Recording.Replay;
using Steadytrace.Recording.Tracefs;

namespace Steadytrace.Settings.Parts;

/// <summary>Which recorders a tracer has, and how each records.</summary>
/// <param name="Names">Null: chosen by what the machine has.</param>
internal sealed record RecorderSettings(IReadOnlyList<string>? Names, TracefsOptions Ftrace, LttngOptions Lttng, ReplayOptions Replay)
{
    private const string Section = "steadytrace.tracer.";

    public static RecorderSettings Read(SettingsReader reader)
    {
        IReadOnlyList<string>? names = reader.IsAuto(SettingKeys.Recorders) ? null : reader.Choices(SettingKeys.Recorders, RecorderNames.All);
        if (names is { Count: 0 }) reader.Refuse(SettingKeys.Recorders, $"auto, or some of {string.Join(", ", RecorderNames.All)}");
        return new RecorderSettings(names is null ? null : [.. names.Distinct()], ReadFtrace(reader), ReadLttng(reader), ReadReplay(reader));
    }

    private static TracefsOptions ReadFtrace(SettingsReader reader)
    {
        const string section = Section + "ftrace.";
        const long kib = 1024;
        var automatic = new TracefsOptions();
        var page = reader.IsAuto(section + "page-bytes") ? (int?)null : (int)(reader.Size(section + "page-bytes", 4 * kib, 256 * kib) / kib);
        if (page is { } given && !int.IsPow2(given)) reader.Refuse(section + "page-bytes", "a power of two from 4KiB to 256KiB");
        var events = reader.IsAuto(section + "events") ? reader.AutoList(section + "events", automatic.Events) : reader.List(section + "events");
        if (events.Count == 0 || events.Any(pattern => pattern.Split(':') is not [{ Length: > 0 }, { Length: > 0 }]))
            reader.Refuse(section + "events", "patterns like sched:* or block:block_rq_issue");
        return new TracefsOptions
        {
            Root = reader.Text(section + "root", "a folder", text => text.StartsWith('/')),
            BufferKibPerCpu = reader.IsAuto(section + "buffer-bytes") ? null : (int)(reader.Size(section + "buffer-bytes", 64 * kib, kib * kib * kib) / kib),
            PageKib = page,
            Events = events,
            ExcludeOwnProcess = reader.Switch(section + "exclude-own-process"),
            PollMilliseconds = (int)reader.Time(section + "poll-every", TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(10)).TotalMilliseconds,
        };
    }

    private static LttngOptions ReadLttng(SettingsReader reader)
    {
        const string section = Section + "lttng.";
        var automatic = new LttngOptions();
        var options = new LttngOptions
        {
            Domain = Enum.Parse<LttngDomain>(reader.Choice(section + "domain", "auto", "kernel", "user"), ignoreCase: true),
            KernelEvents = reader.IsAuto(section + "kernel-events") ? reader.AutoList(section + "kernel-events", automatic.KernelEvents) : reader.List(section + "kernel-events"),
            KernelSystemCalls = reader.Switch(section + "kernel-system-calls"),
            UserEvents = reader.List(section + "user-events"),
            KernelContexts = reader.List(section + "kernel-contexts"),
            UserContexts = reader.List(section + "user-contexts"),
            SubBufferBytes = reader.Size(section + "sub-buffer-bytes", 4096, 1L << 30),
            SubBufferCount = reader.Number(section + "sub-buffer-count", 2, 1024),
            SessionPrefix = reader.Text(section + "session-prefix", "1 to 64 of A-Z a-z 0-9 _ -", IsPrefix),
            Command = reader.Text(section + "command", "a command", text => text.Length > 0),
            DaemonCommand = reader.Text(section + "daemon-command", "a command", text => text.Length > 0),
            DaemonArguments = reader.List(section + "daemon-arguments"),
            CommandTimeoutSeconds = (int)reader.Time(section + "command-timeout", TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(600)).TotalSeconds,
            HealthCheckSeconds = (int)reader.Time(section + "look-every", TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(600)).TotalSeconds,
        };
        if (!long.IsPow2(options.SubBufferBytes)) reader.Refuse(section + "sub-buffer-bytes", "a power of two");
        if (!int.IsPow2(options.SubBufferCount)) reader.Refuse(section + "sub-buffer-count", "a power of two");
        if (options.UserEvents.Count == 0) reader.Refuse(section + "user-events", "at least one event or pattern ('*' for all)");
        if (options.KernelEvents.Count == 0 && !options.KernelSystemCalls) reader.Refuse(section + "kernel-events", $"at least one event or pattern, or {section}kernel-system-calls = on");
        return options;
    }

    private static ReplayOptions ReadReplay(SettingsReader reader)
    {
        const string asIfLive = Section + "replay.as-if-live";
        var path = reader.Optional(SettingKeys.ReplayPath);
        return new ReplayOptions { Path = path, AsIfLive = reader.Auto(asIfLive, path is null, reader.Switch) };
    }

    private static bool IsPrefix(string text) => text.Length is >= 1 and <= 64 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
