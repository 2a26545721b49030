using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Metrics.Names;

/// <summary>The names of metrics, as Rocksteady reads them: retention, application, name, colo, host.</summary>
/// <remarks>
/// Carbon cleans no names: a space breaks its line, a slash makes a folder, a dot a level. So every part is cleaned here, once, and what
/// reaches a broker or a disk is made of <c>A-Z a-z 0-9 _ -</c> alone.
/// </remarks>
public static class MetricNames
{
    /// <summary>Longest part, in characters. Whisper makes a folder or a file of each, and a file's name ends at 255 bytes, its <c>.wsp</c> included.</summary>
    public const int MaxPartLength = 200;

    /// <summary>Longest whole name, in characters: five parts of the greatest length and what stands between them.</summary>
    public const int MaxLength = 1024;

    /// <summary>Longest routing key, in bytes: AMQP 0-9-1 sends it as a short string.</summary>
    public const int MaxRoutingKeyBytes = 255;

    /// <summary>The process name that takes what a limit left out.</summary>
    public const string Other = "_other";

    // Three such parts, the longest interval name (5) and three dots stay below the limit of a routing key.
    private const int MaxRoutingPartLength = 82;

    /// <summary>A part that stands between two dots: any other character than <c>A-Z a-z 0-9 _ -</c> becomes <c>_</c>, an empty name <c>_</c>.</summary>
    /// <remarks>A part longer than <see cref="MaxPartLength"/> keeps its beginning and ends in eight digits of its hash, so that two long names stay two.</remarks>
    public static string Part(string name)
    {
        if (name.Length == 0) return "_";
        if (name.Length <= MaxPartLength && IsClean(name)) return name;
        var part = new StringBuilder(name.Length);
        // By whole characters, not UTF-16 halves: other programs that clean names the same way count an emoji once.
        foreach (var rune in name.EnumerateRunes()) part.Append(IsClean(rune) ? (char)rune.Value : '_');
        return part.Length <= MaxPartLength ? part.ToString() : Shortened(name, part);
    }

    /// <summary><c>1min.lttng.procname.bash.dc.host</c></summary>
    public static string Process(MetricScope scope, string process) => $"{Head(scope)}.procname.{Part(process)}.{Tail(scope)}";

    /// <summary><c>1min.lttng.events.sched.sched_switch.dc.host</c>; <c>events.my.tick</c> for <c>my:tick</c>, whose type is in its name already.</summary>
    public static string Event(MetricScope scope, TracedEvent traced) => $"{Head(scope)}.events.{EventParts(traced)}.{Tail(scope)}";

    /// <summary><c>1min.lttng.ledger.counted.dc.host</c></summary>
    public static string Ledger(MetricScope scope, string column) => $"{Head(scope)}.ledger.{column}.{Tail(scope)}";

    /// <summary>The key that lets consumers choose: <c>interval.recorder.datacenter.host</c>, at most <see cref="MaxRoutingKeyBytes"/> bytes.</summary>
    /// <remarks>Where it would be longer its parts are cut; the names in the body are not.</remarks>
    public static string RoutingKey(MetricScope scope)
    {
        var key = $"{Head(scope)}.{Tail(scope)}";
        if (key.Length <= MaxRoutingKeyBytes) return key;
        return $"{scope.Interval.Name}.{Cut(scope.Recorder)}.{Cut(scope.Datacenter)}.{Cut(scope.Host)}";
    }

    /// <summary>True for a whole dotted name that these rules could have made.</summary>
    public static bool IsName(ReadOnlySpan<char> name)
    {
        if (name.Length > MaxLength) return false;
        foreach (var range in name.Split('.'))
        {
            var part = name[range];
            if (part.IsEmpty || part.Length > MaxPartLength || !IsClean(part)) return false;
        }

        return !name.IsEmpty;
    }

    internal static string EventParts(TracedEvent traced)
    {
        var (type, name) = (traced.Type, traced.Name);
        if (name.Length > type.Length && name[type.Length] == ':' && name.StartsWith(type, StringComparison.Ordinal)) name = name[(type.Length + 1)..];
        return $"{Part(type)}.{Part(name)}";
    }

    internal static string Head(MetricScope scope) => $"{scope.Interval.Name}.{Part(scope.Recorder)}";

    internal static string Tail(MetricScope scope) => $"{Part(scope.Datacenter)}.{Part(scope.Host)}";

    private static string Cut(string part)
    {
        var clean = Part(part);
        return clean.Length <= MaxRoutingPartLength ? clean : clean[..MaxRoutingPartLength];
    }

    private static string Shortened(string name, StringBuilder part)
    {
        // The raw name is hashed: two names that only differ in what was cleaned away stay two as well.
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 4);
        var digits = Convert.ToHexStringLower(hash);
        return string.Create(CultureInfo.InvariantCulture, $"{part.ToString(0, MaxPartLength - 9)}_{digits}");
    }

    private static bool IsClean(ReadOnlySpan<char> part)
    {
        foreach (var character in part)
        {
            if (!char.IsAsciiLetterOrDigit(character) && character is not ('_' or '-')) return false;
        }

        return true;
    }

    private static bool IsClean(Rune rune) => rune.IsAscii && (char.IsAsciiLetterOrDigit((char)rune.Value) || rune.Value is '_' or '-');
}
