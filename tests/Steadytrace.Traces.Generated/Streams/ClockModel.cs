namespace Steadytrace.Traces.Generated.Streams;

/// <summary>A clock of the metadata.</summary>
public sealed record ClockModel(string Name, ulong Frequency, long OffsetSeconds, ulong Offset, ulong? Precision)
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>The second that holds a clock value.</summary>
    public long SecondOf(ulong cycles) => (long)(NanosecondsOf(cycles) / NanosecondsPerSecond);

    public Int128 NanosecondsOf(ulong cycles) => (Int128)OffsetSeconds * NanosecondsPerSecond + ((Int128)Offset + cycles) * NanosecondsPerSecond / Frequency;

    /// <summary>Readers may round where the frequency is not 1 GHz: a value near a second's border has no one answer.</summary>
    public bool IsClear(ulong cycles) => Frequency == NanosecondsPerSecond || NanosecondsOf(cycles) % NanosecondsPerSecond is var part && part > 2_000 && part < NanosecondsPerSecond - 2_000;
}
