namespace Steadytrace.Output;

/// <summary>How a piece of a line stands out, where a screen can show it.</summary>
internal enum TextStyle
{
    Plain,
    Bold,
    Dim,
    Warning,
}
