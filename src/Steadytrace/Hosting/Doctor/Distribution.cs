namespace Steadytrace.Hosting.Doctor;

/// <summary>How things are installed here, by the family of the distribution.</summary>
/// <param name="Name">For people: <c>Debian GNU/Linux 12 (bookworm)</c>.</param>
/// <param name="Family">Debian (Ubuntu too), Fedora (Red Hat too), openSUSE, or none that is known.</param>
internal sealed record Distribution(string Name, DistributionFamily Family)
{
    /// <summary>Reads <c>os-release</c>.</summary>
    public static Distribution Read(string path)
    {
        var fields = (File.Exists(path) ? File.ReadAllLines(path) : []).Select(line => line.Split('=', 2)).Where(pair => pair.Length == 2)
            .GroupBy(pair => pair[0]).ToDictionary(group => group.Key, group => group.Last()[1].Trim('"', '\''));
        var ids = $"{fields.GetValueOrDefault("ID")} {fields.GetValueOrDefault("ID_LIKE")}".Split(' ');
        var family = ids.Contains("debian") || ids.Contains("ubuntu") ? DistributionFamily.Debian
            : ids.Contains("fedora") || ids.Contains("rhel") ? DistributionFamily.Fedora
            : ids.Contains("suse") || ids.Contains("opensuse") ? DistributionFamily.Suse
            : DistributionFamily.Unknown;
        return new Distribution(fields.GetValueOrDefault("PRETTY_NAME") ?? "Linux", family);
    }

    /// <summary>The command that installs a package, by its name in each family; null where there is no such package.</summary>
    public string? Install(string sudo, string? debian, string? fedora, string? suse) => Family switch
    {
        DistributionFamily.Debian when debian is not null => $"{sudo}apt install {debian}",
        DistributionFamily.Fedora when fedora is not null => $"{sudo}dnf install {fedora}",
        DistributionFamily.Suse when suse is not null => $"{sudo}zypper install {suse}",
        _ => null,
    };
}
