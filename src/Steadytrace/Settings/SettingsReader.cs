using System.Globalization;
using System.Net;

namespace Steadytrace.Settings;

/// <summary>Reads settings by type and range, and gathers every mistake instead of stopping at the first.</summary>
/// <remarks>
/// A key is known because it was asked for: after all parts have read theirs, what is left below <c>steadytrace</c> is
/// unknown. So there is no list of keys beside the code that could differ from it.
/// </remarks>
internal sealed class SettingsReader(EffectiveSettings settings)
{
    private readonly List<string> _mistakes = [];
    private readonly List<ReadSetting> _read = [];

    /// <summary>What was asked for so far, in order of the keys.</summary>
    public IReadOnlyList<ReadSetting> Read => [.. _read.OrderBy(setting => setting.Key, StringComparer.Ordinal)];

    /// <summary>The <c>akka</c> sections of all files.</summary>
    public Akka.Configuration.Config Cluster => settings.Cluster;

    /// <summary>A text; where <paramref name="allowed"/> is given it must hold.</summary>
    public string Text(string key, string expected = "a text", Func<string, bool>? allowed = null)
    {
        var setting = One(key);
        var text = Single(setting);
        if (setting.IsList || (allowed is not null && !allowed(text))) Refuse(setting, expected);
        return text;
    }

    /// <summary>A text or, where it is empty, null.</summary>
    public string? Optional(string key) => Text(key) is { Length: > 0 } text ? text : null;

    /// <summary>A text that is never shown.</summary>
    public string? Secret(string key)
    {
        var setting = One(key, shown: text => text.Length == 0 ? "" : "***");
        return Single(setting) is { Length: > 0 } text ? text : null;
    }

    /// <summary>The first line of the file that the setting names; null where it names none.</summary>
    public string? SecretFile(string key)
    {
        if (Optional(key) is not { } path) return null;
        try
        {
            return File.ReadLines(path).FirstOrDefault("").Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Refuse(key, $"a file that can be read: {exception.Message}");
            return null;
        }
    }

    /// <summary>One of a few words.</summary>
    public string Choice(string key, params IReadOnlyCollection<string> words)
    {
        var setting = One(key);
        var word = Single(setting);
        if (words.Contains(word)) return word;
        Refuse(setting, $"one of {string.Join(", ", words)}", Spelling.Nearest(word, words));
        return words.First();
    }

    /// <summary>A list, or its items separated by commas.</summary>
    public IReadOnlyList<string> List(string key)
    {
        var setting = One(key);
        return setting.IsList ? setting.Items : setting.Items[0].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>A list of words out of a few.</summary>
    public IReadOnlyList<string> Choices(string key, IReadOnlyCollection<string> words)
    {
        var items = List(key);
        foreach (var item in items.Where(item => !words.Contains(item)))
            Refuse(settings.All[key], $"some of {string.Join(", ", words)}", Spelling.Nearest(item, words));
        return items;
    }

    public bool Switch(string key) => Choice(key, "on", "off", "true", "false") is "on" or "true";

    public int Number(string key, int least, int most) => (int)Number(key, (long)least, most);

    public long Number(string key, long least, long most)
    {
        var setting = One(key);
        if (long.TryParse(Single(setting), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
            return number;
        Refuse(setting, $"a whole number from {least} to {most}");
        return least;
    }

    /// <summary>What was found by itself where the setting says <c>auto</c>, else what <paramref name="read"/> reads of it.</summary>
    public T Auto<T>(string key, T found, Func<string, T> read) where T : notnull
    {
        if (!IsAuto(key)) return read(key);
        _read.RemoveAll(setting => setting.Key == key);
        _read.Add(new ReadSetting(key, $"auto: {found}", settings.All[key].Origin));
        return found;
    }

    /// <summary>A list that was found by itself where the setting says <c>auto</c>.</summary>
    public IReadOnlyList<T> AutoList<T>(string key, IReadOnlyList<T> found)
    {
        Auto(key, $"[{string.Join(", ", found)}]", _ => "");
        return found;
    }

    /// <summary>The names that a person gave to parts of a section: <c>a</c> and <c>b</c> where <c>section.a.x</c> and <c>section.b.y</c> are set. In order of their names.</summary>
    public IReadOnlyList<string> Names(string section) =>
        [.. settings.All.Keys.Where(key => key.StartsWith(section + ".", StringComparison.Ordinal)).Select(key => key[(section.Length + 1)..].Split('.')[0]).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>True where somebody set it: for the keys of a part that a person named, which have no default.</summary>
    public bool IsSet(string key) => settings.All.ContainsKey(key);

    /// <summary>True where the setting says <c>auto</c>.</summary>
    public bool IsAuto(string key) => One(key).Items is ["auto"];

    public TimeSpan Time(string key, TimeSpan least, TimeSpan most)
    {
        var setting = One(key);
        if (Quantities.TryTime(Single(setting), out var time) && time >= least && time <= most) return time;
        Refuse(setting, $"a time from {Quantities.Show(least)} to {Quantities.Show(most)}, with its unit (500ms, 10s, 5min, 1h)");
        return least;
    }

    /// <summary>A size in bytes.</summary>
    public long Size(string key, long least, long most)
    {
        var setting = One(key);
        if (Quantities.TrySize(Single(setting), out var bytes) && bytes >= least && bytes <= most) return bytes;
        Refuse(setting, $"a size from {Quantities.Show(least)} to {Quantities.Show(most)} (65536, 512MiB, 4GiB)");
        return least;
    }

    /// <summary>An address with its port, like <c>127.0.0.1:9470</c>; the name <c>*</c> means all addresses. Null where empty.</summary>
    public DnsEndPoint? Endpoint(string key, int defaultPort, int leastPort = 0)
    {
        var setting = One(key);
        var text = Single(setting);
        if (text.Length == 0) return null;
        if (TryEndpoint(text, defaultPort, out var endpoint) && endpoint.Port >= leastPort) return endpoint;
        Refuse(setting, $"an address and a port from {leastPort} to 65535, like 127.0.0.1:{defaultPort}");
        return new DnsEndPoint("127.0.0.1", defaultPort);
    }

    /// <summary>An address of one of the schemes, shown without its password; null where empty.</summary>
    public Uri? Address(string key, params IReadOnlyCollection<string> schemes)
    {
        var setting = One(key, shown: MaskPassword);
        var text = Single(setting);
        if (text.Length == 0) return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && schemes.Contains(address.Scheme) && address.Host.Length > 0) return address;
        Refuse(setting, $"an address that begins with {string.Join(" or ", schemes.Select(scheme => scheme + "://"))}");
        return null;
    }

    /// <summary>Notes a mistake that lies between several settings.</summary>
    public void Mistake(string line) => _mistakes.Add(line);

    /// <summary>Says that a value, right in itself, cannot be.</summary>
    public void Refuse(string key, string expected) => Refuse(settings.All[key], expected);

    /// <summary>Ends the reading.</summary>
    /// <exception cref="SettingsException">There were mistakes, or keys that nobody asked for.</exception>
    public void Finish()
    {
        var known = _read.Select(setting => setting.Key).ToHashSet();
        foreach (var setting in settings.All.Values.Where(setting => !known.Contains(setting.Key)).OrderBy(setting => setting.Key, StringComparer.Ordinal))
            _mistakes.Add(UnknownKey(setting, known));
        if (_mistakes.Count > 0) throw new SettingsException(_mistakes);
    }

    /// <summary>Cuts <c>host:port</c>, <c>[v6]:port</c>, <c>host</c> or <c>:port</c>.</summary>
    public static bool TryEndpoint(string text, int defaultPort, out DnsEndPoint endpoint)
    {
        endpoint = new DnsEndPoint("127.0.0.1", defaultPort);
        var colon = text.LastIndexOf(':');
        if (colon >= 0 && text.EndsWith(']')) colon = -1;
        var host = (colon < 0 ? text : text[..colon]).Trim('[', ']');
        var port = defaultPort;
        if (colon >= 0 && !int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port)) return false;
        if (host.Length == 0) host = "127.0.0.1";
        if (port is < 0 or > 65535 || (host != "*" && Uri.CheckHostName(host) == UriHostNameType.Unknown)) return false;
        endpoint = new DnsEndPoint(host, port);
        return true;
    }

    private static string UnknownKey(Setting setting, HashSet<string> known)
    {
        if (known.Any(key => key.StartsWith(setting.Key + ".", StringComparison.Ordinal)))
            return $"{setting.Key} ({setting.Origin}): this is a section, not a value; its keys are set below it";
        var nearest = Spelling.Nearest(setting.Key, known);
        var hint = nearest is null ? "'steadytrace config show' lists all keys" : $"did you mean {nearest}?";
        return $"{setting.Key} ({setting.Origin}): unknown key; {hint}";
    }

    private Setting One(string key, Func<string, string>? shown = null)
    {
        if (!settings.All.TryGetValue(key, out var setting)) throw new InvalidOperationException($"{key} has no default in cluster-config/");
        var text = shown is null ? setting.Text : shown(setting.Text);
        _read.RemoveAll(read => read.Key == key);
        _read.Add(new ReadSetting(key, text, setting.Origin));
        return setting;
    }

    private void Refuse(Setting setting, string expected, string? nearest = null)
    {
        var shown = _read.FirstOrDefault(read => read.Key == setting.Key)?.Shown ?? setting.Text;
        var hint = nearest is null ? "" : $"; did you mean {nearest}?";
        _mistakes.Add($"{setting.Key} is '{shown}' ({setting.Origin}): expected {expected}{hint}");
    }

    /// <summary>The text of a value; nothing for a list, which no value that is read here may be.</summary>
    private static string Single(Setting setting) => setting.IsList ? "" : setting.Items[0].Trim();

    private static string MaskPassword(string text)
    {
        var at = text.LastIndexOf('@');
        if (at < 0) return text;
        // Written wrongly it may lack its scheme: what stands before the last @ may be a secret all the same.
        var begin = text.IndexOf("://", StringComparison.Ordinal);
        var colon = text.IndexOf(':', begin < 0 || begin > at ? 0 : begin + 3);
        return colon < 0 || colon > at ? text : $"{text[..(colon + 1)]}***{text[at..]}";
    }
}
