namespace Steadytrace.Output;

/// <summary>A piece of a line.</summary>
internal sealed record StyledText(string Text, TextStyle Style = TextStyle.Plain);
