using Steadytrace.Cluster.Top;

namespace Steadytrace.Top.Screen;

/// <summary>A column of figures.</summary>
/// <param name="Heading">What it is.</param>
/// <param name="Width">In cells, the gap before it not counted.</param>
/// <param name="Cell">What a row has there.</param>
internal sealed record TopColumn(string Heading, int Width, Func<TopRow, string> Cell)
{
    /// <summary>The order that goes by it; null: none does.</summary>
    public TopSort? Sort { get; init; }

    /// <summary>Text, set to the left; figures stand at the right.</summary>
    public bool IsText { get; init; }

    /// <summary>It tells of the look, and not of what is now.</summary>
    public bool IsOfLook { get; init; } = true;

    /// <summary>On a narrow screen the highest goes first.</summary>
    public int Rank { get; init; }

    /// <summary>How it looks in a row.</summary>
    public Func<TopRow, ScreenStyle> Style { get; init; } = _ => ScreenStyle.Plain;
}
