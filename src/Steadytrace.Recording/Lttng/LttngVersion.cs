using System.Globalization;
using System.Xml.Linq;

namespace Steadytrace.Recording.Lttng;

/// <summary>Which LTTng is installed, and what that one can do.</summary>
public readonly record struct LttngVersion(int Major, int Minor) : IComparable<LttngVersion>
{
    /// <summary>The oldest with rotation of every kind that is used here.</summary>
    public static LttngVersion Oldest { get; } = new(2, 11);

    /// <summary>The first that can write CTF 2, and writes it unless told otherwise by its session daemon.</summary>
    public static LttngVersion FirstWithTraceFormats { get; } = new(2, 15);

    /// <summary>The version in the answer of <c>lttng --mi xml version</c>; null when it tells none.</summary>
    public static LttngVersion? Read(XElement output)
    {
        var version = output.All("version").FirstOrDefault();
        return Number(version?.Child("major")) is { } major && Number(version?.Child("minor")) is { } minor ? new LttngVersion(major, minor) : null;
    }

    /// <inheritdoc/>
    public int CompareTo(LttngVersion other) => (Major, Minor).CompareTo((other.Major, other.Minor));

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}");

    public static bool operator <(LttngVersion left, LttngVersion right) => left.CompareTo(right) < 0;

    public static bool operator >(LttngVersion left, LttngVersion right) => left.CompareTo(right) > 0;

    public static bool operator <=(LttngVersion left, LttngVersion right) => left.CompareTo(right) <= 0;

    public static bool operator >=(LttngVersion left, LttngVersion right) => left.CompareTo(right) >= 0;

    private static int? Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
