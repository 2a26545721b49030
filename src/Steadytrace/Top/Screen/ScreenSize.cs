namespace Steadytrace.Top.Screen;

/// <summary>A terminal's size in cells.</summary>
internal readonly record struct ScreenSize(int Width, int Height);
