using System.Globalization;

namespace Steadytrace.Console.Display;

/// <summary>Times as the person before the browser reads them: ISO, in the browser's own zone.</summary>
public sealed class ViewerClock
{
    private readonly TimeZoneInfo _zone;

    private ViewerClock(TimeZoneInfo zone, string name) => (_zone, Name) = (zone, name);

    public static ViewerClock Utc { get; } = new(TimeZoneInfo.Utc, "UTC");

    /// <summary>The zone's name: <c>Europe/Berlin</c>.</summary>
    public string Name { get; }

    /// <param name="name">The browser's zone.</param>
    /// <param name="offsetMinutes">Its present offset, for a server without a table of zones.</param>
    public static ViewerClock For(string name, int offsetMinutes)
    {
        if (TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone)) return new ViewerClock(zone, name);
        var offset = TimeSpan.FromMinutes(Math.Clamp(offsetMinutes, -14 * 60, 14 * 60));
        return new ViewerClock(TimeZoneInfo.CreateCustomTimeZone("browser", offset, name, name), name);
    }

    public TimeSpan OffsetAt(DateTimeOffset time) => _zone.GetUtcOffset(time);

    /// <summary><c>2026-11-23 05:30:00</c>.</summary>
    public string Full(DateTimeOffset time) => Text(time, "yyyy-MM-dd HH:mm:ss");

    /// <summary><c>05:30:00</c>.</summary>
    public string Time(DateTimeOffset time) => Text(time, "HH:mm:ss");

    /// <summary><c>05:30</c>.</summary>
    public string Minute(DateTimeOffset time) => Text(time, "HH:mm");

    /// <summary>The time alone where the day is today's, else with the day.</summary>
    public string Short(DateTimeOffset time, DateTimeOffset now) => In(time).Date == In(now).Date ? Time(time) : Full(time);

    private DateTimeOffset In(DateTimeOffset time) => TimeZoneInfo.ConvertTime(time, _zone);

    private string Text(DateTimeOffset time, string format) => In(time).ToString(format, CultureInfo.InvariantCulture);
}
