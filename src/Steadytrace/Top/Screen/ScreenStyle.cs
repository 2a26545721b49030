namespace Steadytrace.Top.Screen;

/// <summary>How a piece of text looks.</summary>
internal enum ScreenStyle
{
    Plain,
    Dim,
    Strong,

    /// <summary>A bar across the screen.</summary>
    Bar,

    /// <summary>Within a bar: what is in force.</summary>
    BarStrong,

    /// <summary>The row that the cursor is on.</summary>
    Cursor,

    /// <summary>Somebody should know.</summary>
    Alarm,

    /// <summary>A key to press.</summary>
    Key,

    /// <summary>A trend.</summary>
    Trend,
}
