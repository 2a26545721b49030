namespace Steadytrace.Console.Feed;

/// <summary>How often the fleet is asked on behalf of the open pages.</summary>
public sealed class FleetFeedOptions
{
    /// <summary>From the end of one question to the next.</summary>
    public TimeSpan Period { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long one question may take.</summary>
    public TimeSpan TimeLimit { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How many metrics all pages together may draw; a page that asks for more is shown those that fit.</summary>
    public int MostSeries { get; set; } = 200;
}
