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

    /// <summary>Asks the installed command.</summary>
    /// <exception cref="RecorderException">Permanent: it is not installed, or older than <see cref="Oldest"/>; the message says what to do.</exception>
    public static async Task<LttngVersion> AskAsync(LttngOptions options, CancellationToken cancellation)
    {
        var version = Read(await new LttngCommand(options).RunAsync(["version"], cancellation))
            ?? throw new RecorderException($"{options.Command} tells no version: is it LTTng {Oldest} or newer?", permanent: true);
        if (version >= Oldest) return version;
        throw new RecorderException($"lttng {version} is too old: it cannot cut a running trace without a gap; install {Oldest} or newer", permanent: true);
    }

    /// <summary>The version in the answer of <c>lttng --mi xml version</c>; null when it tells none.</summary>
    internal static LttngVersion? Read(XElement output)
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
