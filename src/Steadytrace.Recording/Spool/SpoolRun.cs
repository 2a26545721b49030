namespace Steadytrace.Recording.Spool;

/// <summary>A run as the spool keeps it.</summary>
public sealed record SpoolRun
{
    /// <summary>Higher than every earlier run of the source.</summary>
    public required long Number { get; init; }

    /// <summary>Nothing of it is earlier. Unix nanoseconds.</summary>
    public required long BeganUnixNs { get; init; }

    /// <summary>Set when the run is over: nothing of it is later. Unix nanoseconds.</summary>
    public long? EndUnixNs { get; init; }

    /// <summary>The last chunk's number once the run is over; -1 for a run without one.</summary>
    public long? LastNumber { get; init; }

    /// <summary>True once its recorder has said since when it records; before, nobody else hears of the run.</summary>
    public bool IsStarted { get; init; }

    /// <summary>False for a replay of the past: its times have nothing to do with the clock on the wall.</summary>
    public bool IsLive { get; init; } = true;

    /// <summary>
    /// Published-through when the run began, where that lies after its begin (the clock was set back a little): what it recorded before is
    /// declared lost. Unix nanoseconds.
    /// </summary>
    public long? LateBeforeUnixNs { get; init; }

    /// <summary>
    /// The wall clock minus the machine's monotonic one when it began, in microseconds: a successor that finds another difference knows that the wall
    /// clock was set while nobody looked. Null where it was not noted.
    /// </summary>
    public long? ClockOffsetUs { get; init; }

    /// <summary>The number of a run that begins now, where no earlier one has it: the time in milliseconds.</summary>
    public static long NumberAt(long unixNs) => unixNs / TimeSpan.NanosecondsPerTick / TimeSpan.TicksPerMillisecond;

    public bool IsOver => EndUnixNs is not null;
}
