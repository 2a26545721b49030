namespace Steadytrace.Metrics.Graphite;

/// <summary>How lines reach carbon.</summary>
public enum CarbonProtocol
{
    /// <summary>Frames of many metrics on the pickle port (2004): what carbon reads fastest.</summary>
    Pickle,

    /// <summary>Text on the line port (2003): what every program that calls itself carbon understands.</summary>
    Line,
}
