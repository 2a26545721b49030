using System.Globalization;
using Steadytrace.Recording;
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
        return new RecorderSettings(names is null ? null : [.. names.Distinct()], ReadFtrace(reader), LttngSettings.Read(reader), ReadReplay(reader));
    }

    private static TracefsOptions ReadFtrace(SettingsReader reader)
    {
        const string section = Section + "ftrace.";
        const long kib = 1024;
        var automatic = new TracefsOptions();
        var page = reader.IsAuto(section + "page-bytes") ? (int?)null : (int)(reader.Size(section + "page-bytes", 4 * kib, 256 * kib) / kib);
        if (page is { } given && !int.IsPow2(given)) reader.Refuse(section + "page-bytes", "a power of two from 4KiB to 256KiB");
        var events = reader.IsAuto(section + "events") ? reader.AutoList(section + "events", automatic.Events) : reader.List(section + "events");
        if (events.Count == 0 || !events.All(TracefsOptions.IsEvent))
            reader.Refuse(section + "events", $"patterns like sched:*, block:block_rq_issue or !timer:*, or profiles: {string.Join(", ", EventProfiles.Ftrace.Keys)}");
        var filters = reader.List(section + "filters").Select(EventFilter.Parse).ToList();
        if (filters.Contains(null)) reader.Refuse(section + "filters", "an event and a condition each, like \"sched:sched_switch prev_pid != 0\"");
        return new TracefsOptions
        {
            Root = reader.Text(section + "root", "a folder", text => text.StartsWith('/')),
            BufferKibPerCpu = reader.IsAuto(section + "buffer-bytes") ? null : (int)(reader.Size(section + "buffer-bytes", 64 * kib, kib * kib * kib) / kib),
            PageKib = page,
            Events = events,
            Filters = [.. filters.OfType<EventFilter>()],
            ExcludeOwnProcess = reader.Switch(section + "exclude-own-process"),
            PollMilliseconds = (int)reader.Time(section + "poll-every", TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(10)).TotalMilliseconds,
        };
    }

    private static ReplayOptions ReadReplay(SettingsReader reader)
    {
        const string asIfLive = Section + "replay.as-if-live";
        var path = reader.Optional(SettingKeys.ReplayPath);
        var follow = reader.Switch(Section + "replay.follow");
        var fast = reader.Text(SettingKeys.ReplaySpeed) == "max";
        var options = new ReplayOptions
        {
            Path = path,
            Follow = follow,
            AsIfLive = reader.Auto(asIfLive, path is null, reader.Switch),
            Speed = fast ? null : double.TryParse(reader.Text(SettingKeys.ReplaySpeed), NumberStyles.Float, CultureInfo.InvariantCulture, out var speed) ? speed : double.NaN,
        };
        if (options.Validate() is { } mistake) reader.Mistake($"{Section}replay: {mistake}");
        return options;
    }
}
