namespace Steadytrace.Testing;

/// <summary>A test that traces a real C program with LTTng.</summary>
public sealed class LttngFactAttribute : Xunit.FactAttribute
{
    private const string Header = "lttng/tracepoint.h";
    private static readonly string[] Commands = ["lttng", "lttng-sessiond", "lttng-relayd", "babeltrace2", "cc", "unshare"];
    private static readonly string? Missing = FindMissing();

    public LttngFactAttribute() =>
        Skip = Missing is null ? null! : $"{Missing} is missing: apt install lttng-tools liblttng-ust-dev babeltrace2 gcc util-linux";

    private static string? FindMissing()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        if (Commands.FirstOrDefault(command => !folders.Any(folder => File.Exists(Path.Combine(folder, command)))) is { } command) return command;
        // Debian keeps it in the folder of the machine's architecture.
        string[] includes = Directory.Exists("/usr/include") ? ["/usr/include", .. Directory.EnumerateDirectories("/usr/include", "*-linux-gnu*")] : [];
        return includes.Any(folder => File.Exists(Path.Combine(folder, Header))) ? null : Header;
    }
}
