using System.Globalization;
using System.Text.RegularExpressions;
using Akka.Configuration;
using Akka.Configuration.Hocon;

namespace Steadytrace.Settings;

/// <summary>A configuration file, or one that ships with the program.</summary>
internal sealed partial class HoconFile
{
    /// <summary>Our own part of a file; the other is <c>akka</c>, which goes to the cluster as it is.</summary>
    public const string Section = "steadytrace";

    private HoconFile(Config cluster, IReadOnlyDictionary<string, Setting> settings) => (Cluster, Settings) = (cluster, settings);

    /// <summary>The file's <c>akka</c> section.</summary>
    public Config Cluster { get; }

    /// <summary>What it says below <c>steadytrace</c>, by whole key.</summary>
    public IReadOnlyDictionary<string, Setting> Settings { get; }

    /// <exception cref="SettingsException">It cannot be read.</exception>
    public static HoconFile Read(string path)
    {
        try
        {
            return Parse(File.ReadAllText(path), path, line => $"{path}:{line}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            var why = exception is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : exception.Message;
            throw new SettingsException($"configuration file {path}: {why}");
        }
    }

    /// <param name="text">The HOCON text.</param>
    /// <param name="name">How to call it in messages.</param>
    /// <param name="origin">The origin of what stands on a line; line 0 where it is unknown.</param>
    public static HoconFile Parse(string text, string name, Func<int, string> origin)
    {
        try
        {
            RefuseOptional(text, name);
            var lines = LinesOf(text, name);
            var config = ConfigurationFactory.ParseString(text);
            var settings = new Dictionary<string, Setting>();
            foreach (var top in Children(config.Root))
            {
                if (top.Key is not (Section or "akka"))
                    throw new SettingsException($"{origin(LineOf(lines, top.Key))}: unknown section '{top.Key}': a file holds 'steadytrace' and 'akka'");
                if (top.Key == Section) Flatten(top.Key, top.Value, lines, origin, settings);
            }

            return new HoconFile(ClusterPart(config), settings);
        }
        catch (Exception exception) when (exception is FormatException or ConfigurationException)
        {
            // Without the parser's own words: they hold the line, and the line may hold a password.
            throw new SettingsException($"{name}: not valid HOCON{PlaceOf(exception, text)}: a value with other characters than letters, digits, '-', '_' and '.' stands in double quotes");
        }
    }

    private static IReadOnlyDictionary<string, int> LinesOf(string text, string name)
    {
        try
        {
            return HoconLines.Find(text);
        }
        catch (FormatException exception)
        {
            throw new SettingsException($"{name}: not valid HOCON: {exception.Message}");
        }
    }

    private static string PlaceOf(Exception exception, string text) =>
        Position().Match(exception.Message) is { Success: true } match && int.TryParse(match.ValueSpan["position ".Length..], CultureInfo.InvariantCulture, out var position) && position <= text.Length
            ? $", line {1 + text.AsSpan(0, position).Count('\n')}"
            : "";

    /// <summary>Where the parser stopped.</summary>
    [GeneratedRegex("position [0-9]{1,9}", RegexOptions.CultureInvariant)]
    private static partial Regex Position();

    /// <summary>The parser knows substitutions within the file only; an optional one, <c>${?NAME}</c>, sends it round and round until the stack is full.</summary>
    private static void RefuseOptional(string text, string name)
    {
        if (OptionalSubstitution().Matches(text).FirstOrDefault(match => match.Groups[1].Success) is { } found)
            throw new SettingsException($"{name}: '{found.Value}': variables of the environment are not read here; set a key of '{Section}' by its own variable, STEADYTRACE__HTTP__LISTEN for steadytrace.http.listen");
    }

    /// <summary>Group 1: an optional substitution; what stands in quotes or a comment is none.</summary>
    [GeneratedRegex(""""
        """[\s\S]*?"""|"(?:[^"\\\n]|\\.)*"|(?:\#|//)[^\n]*|(\$\{\?[^}\n]*\})
        """", RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex OptionalSubstitution();

    private static void Flatten(string key, HoconValue value, IReadOnlyDictionary<string, int> lines, Func<int, string> origin, Dictionary<string, Setting> into)
    {
        var place = origin(LineOf(lines, key));
        if (value.IsArray())
        {
            into[key] = new Setting(key, [.. value.GetArray().Select(item => item.GetString() ?? "")], IsList: true, place);
        }
        else if (value.IsObject())
        {
            foreach (var (name, child) in Children(value)) Flatten($"{key}.{name}", child, lines, origin, into);
        }
        else
        {
            into[key] = Setting.Of(key, value.GetString() ?? "", place);
        }
    }

    /// <summary>Without our own section: secrets there are none of the cluster library's business, which may log its configuration.</summary>
    private static Config ClusterPart(Config config)
    {
        var part = new HoconObject();
        foreach (var (key, value) in Children(config.Root).Where(child => child.Key != Section)) part.Items[key] = value;
        var root = new HoconValue();
        root.AppendValue(part);
        return new Config(new HoconRoot(root));
    }

    private static IEnumerable<KeyValuePair<string, HoconValue>> Children(HoconValue value) =>
        value.IsObject() ? value.GetObject().Items : [];

    private static int LineOf(IReadOnlyDictionary<string, int> lines, string key)
    {
        if (lines.TryGetValue(key, out var line)) return line;
        // "steadytrace.tracer.spool { … }" sets the keys above it too.
        return lines.Where(pair => pair.Key.StartsWith(key + ".", StringComparison.Ordinal)).Select(pair => pair.Value).DefaultIfEmpty(0).Min();
    }
}
