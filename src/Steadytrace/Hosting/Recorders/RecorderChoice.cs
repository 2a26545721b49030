using Steadytrace.Cluster.Tracing;
using Steadytrace.Commands;
using Steadytrace.Recording.Lttng;
using Steadytrace.Recording.Replay;
using Steadytrace.Recording.Tracefs;
using Steadytrace.Settings;
using Steadytrace.Settings.Parts;

namespace Steadytrace.Hosting.Recorders;

/// <summary>The recorders that a tracer gets.</summary>
/// <param name="Makers">One for each.</param>
/// <param name="Former">One for each that is not chosen and may have been before.</param>
/// <param name="Reason">One line for a person: what is recorded, and why no better.</param>
internal sealed record RecorderChoice(IReadOnlyList<RecorderMaker> Makers, IReadOnlyList<RecorderMaker> Former, string Reason)
{
    /// <summary>As configured; or the best that this machine has.</summary>
    /// <param name="settings">What is asked for.</param>
    /// <param name="logs">Where recorders tell their steps.</param>
    /// <param name="sampleIfNone">Replays the sample where nothing can be recorded (<c>up</c>), instead of refusing.</param>
    /// <exception cref="FailureException">What is asked for, or anything at all, cannot be recorded here.</exception>
    public static RecorderChoice Make(RecorderSettings settings, ILoggerFactory logs, bool sampleIfNone)
    {
        if (settings.Names is { } names)
        {
            foreach (var name in names)
            {
                if (name == RecorderNames.Ftrace && TracefsProbe.WhyNot(settings.Ftrace) is { } reason) throw new FailureException(reason);
                if (name == RecorderNames.Replay && settings.Replay is { Path: { } path, Follow: false } && !Directory.Exists(path))
                    throw new FailureException($"{path} cannot be replayed: there is no such directory ({SettingKeys.ReplayPath})");
            }

            return Of(names, settings, logs, string.Join(" and ", names.Select(name => Describe(name, settings))));
        }

        var whyNoFtrace = TracefsProbe.WhyNot(settings.Ftrace);
        if (whyNoFtrace is null) return Of([RecorderNames.Ftrace], settings, logs, Describe(RecorderNames.Ftrace, settings));
        if (LttngSocket.Accepts()) return Of([RecorderNames.Lttng], settings, logs, $"{Describe(RecorderNames.Lttng, settings)} ({whyNoFtrace})");
        var whyNone = $"{whyNoFtrace}; lttng: no session daemon answers";
        return sampleIfNone
            ? Of([RecorderNames.Replay], settings, logs, $"{Describe(RecorderNames.Replay, settings)} ({whyNone})")
            : throw new FailureException($"nothing can be recorded here: {whyNone} ({SettingKeys.Recorders})");
    }

    // What a replay had under way can be replayed again: nothing of it is left recording.
    private static RecorderChoice Of(IReadOnlyList<string> names, RecorderSettings settings, ILoggerFactory logs, string reason) => new(
        [.. names.Select(name => Maker(name, settings, logs))],
        [.. new[] { RecorderNames.Ftrace, RecorderNames.Lttng }.Except(names).Select(name => Maker(name, settings, logs) with { IsFormer = true })],
        reason);

    private static RecorderMaker Maker(string name, RecorderSettings settings, ILoggerFactory logs) => name switch
    {
        RecorderNames.Ftrace => new RecorderMaker(name, () => new TracefsRecorder(settings.Ftrace)) { CloseLeft = (run, left, next) => LeftChunk.Close(settings.Ftrace, run, left, next) },
        RecorderNames.Lttng => new RecorderMaker(name, () => new LttngRecorder(settings.Lttng, logs.CreateLogger<LttngRecorder>())) { CloseLeft = (run, left, _) => LttngRecorder.CatchUp(run, left) },
        // Once, at its own times: nothing is gained by waiting between its chunks.
        _ => new RecorderMaker(name, () => new ReplayRecorder(settings.Replay), settings.Replay.AsIfLive ? null : TimeSpan.Zero, IsReplay: true),
    };

    private static string Describe(string name, RecorderSettings settings) => name switch
    {
        RecorderNames.Ftrace => "ftrace: this machine's kernel, through tracefs",
        RecorderNames.Lttng => "lttng: this machine, through LTTng's session daemon",
        _ when settings.Replay.Path is { } path => $"replay of {path}",
        _ => "replay of the sample trace",
    };
}
