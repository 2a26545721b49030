namespace Steadytrace.Traces.Tallies;

/// <summary>The length of the aligned, half-open slots that counts are kept by; its name is the first part of a metric's name.</summary>
public readonly record struct IntervalLength
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    private static readonly IntervalLength[] Known = [new(1, "1sec"), new(10, "10sec"), new(60, "1min"), new(300, "5min")];

    private IntervalLength(int seconds, string name) => (Seconds, Name) = (seconds, name);

    /// <summary>The four lengths that Rocksteady knew: <c>1sec</c>, <c>10sec</c>, <c>1min</c>, <c>5min</c>.</summary>
    public static IReadOnlyList<IntervalLength> All => Known;

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names { get; } = Array.ConvertAll(Known, length => length.Name);

    /// <summary>One minute, the default.</summary>
    public static IntervalLength OneMinute => Known[2];

    /// <summary>Length in seconds: 1, 10, 60 or 300.</summary>
    public int Seconds { get; }

    /// <summary>Length in nanoseconds.</summary>
    public long Nanoseconds => Seconds * NanosecondsPerSecond;

    /// <summary>The name: <c>1sec</c>, <c>10sec</c>, <c>1min</c> or <c>5min</c>.</summary>
    public string Name { get; }

    /// <summary>The length with this name; false for any other text.</summary>
    public static bool TryParse(string? name, out IntervalLength length)
    {
        foreach (var known in Known)
        {
            if (known.Name != name) continue;
            length = known;
            return true;
        }

        length = default;
        return false;
    }

    /// <summary>The start of the interval that holds this time, in Unix seconds.</summary>
    /// <param name="unixNanoseconds">Nanoseconds since 1970-01-01 00:00:00 UTC; times before it are rounded down too.</param>
    public long StartOf(long unixNanoseconds)
    {
        var slot = unixNanoseconds / Nanoseconds;
        if (unixNanoseconds % Nanoseconds < 0) slot--;
        return slot * Seconds;
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
