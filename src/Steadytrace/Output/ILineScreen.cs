namespace Steadytrace.Output;

/// <summary>Where lines for people go.</summary>
/// <remarks>What is no terminal gets them as they are: a command that must start at once (<c>count</c>) does not load a terminal's library for it.</remarks>
internal interface ILineScreen
{
    /// <summary>Columns of a line.</summary>
    int Width { get; }

    void WriteLine(params IReadOnlyList<StyledText> pieces);

    /// <summary>Standard output.</summary>
    static ILineScreen Standard() => Terminal.IsOutputRedirected ? new PlainScreen(Terminal.Out) : new TerminalScreen(Tables.Screen());
}
