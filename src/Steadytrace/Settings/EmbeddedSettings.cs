namespace Steadytrace.Settings;

/// <summary>The files of <c>cluster-config/</c> as they were when the program was built: the defaults of every setting.</summary>
internal static class EmbeddedSettings
{
    private const string Folder = "cluster-config/";

    /// <summary>Later ones win; <c>shared.conf</c> is below all.</summary>
    public static IReadOnlyList<string> FileNames { get; } =
        ["shared.conf", "tracer.conf", "parser.conf", "aggregator.conf", "console.conf", "bridge.conf"];

    public static IEnumerable<HoconFile> Read() =>
        FileNames.Select(name => HoconFile.Parse(Text(name), name, _ => Setting.DefaultOrigin));

    /// <summary>One file's text.</summary>
    public static string Text(string name)
    {
        using var stream = typeof(EmbeddedSettings).Assembly.GetManifestResourceStream(Folder + name)
            ?? throw new InvalidOperationException($"{name} is not embedded");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
