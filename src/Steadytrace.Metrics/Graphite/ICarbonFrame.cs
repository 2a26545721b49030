namespace Steadytrace.Metrics.Graphite;

/// <summary>Collects lines into a piece that carbon takes as one.</summary>
internal interface ICarbonFrame
{
    /// <summary>Adds a line; false when the frame is full, and the line is not in it.</summary>
    bool TryAdd(in MetricLine line);

    /// <summary>The frame's bytes as they go over the wire, empty when no line is in it; valid until the next <see cref="TryAdd"/>, which begins a new frame.</summary>
    ReadOnlyMemory<byte> Take();
}
