namespace Steadytrace.Top.Screen;

/// <summary>A piece of a line in one style.</summary>
internal readonly record struct ScreenSpan(string Text, ScreenStyle Style = ScreenStyle.Plain);
