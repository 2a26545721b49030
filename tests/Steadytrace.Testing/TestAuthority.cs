using System.Diagnostics;

namespace Steadytrace.Testing;

/// <summary>An authority of the test's own, and certificates that it signs: made by the script that operators use.</summary>
public sealed class TestAuthority
{
    private readonly string _folder;

    private TestAuthority(string folder) => _folder = folder;

    /// <summary>Its certificate, a PEM file.</summary>
    public string File => Path.Combine(_folder, "authority.crt");

    /// <summary>Makes one.</summary>
    /// <param name="folder">Where its files go; there must be none.</param>
    public static TestAuthority Make(string folder)
    {
        Run("authority", folder);
        return new TestAuthority(folder);
    }

    /// <summary>A certificate and its private key, PEM files.</summary>
    /// <param name="names">A host's name or address, and others of the same host.</param>
    public (string Certificate, string Key) Sign(params string[] names)
    {
        var own = Path.Combine(_folder, Guid.NewGuid().ToString("N"));
        Run(["--authority", _folder, "node", own, .. names]);
        return Files(own, names[0]);
    }

    /// <summary>The same, whose time was over as soon as it was made.</summary>
    public (string Certificate, string Key) SignExpired(params string[] names)
    {
        var own = Path.Combine(_folder, Guid.NewGuid().ToString("N"));
        Run(["--days", "0", "--authority", _folder, "node", own, .. names]);
        return Files(own, names[0]);
    }

    private static (string Certificate, string Key) Files(string folder, string name) => (Path.Combine(folder, $"{name}.crt"), Path.Combine(folder, $"{name}.key"));

    private static void Run(params string[] arguments)
    {
        var start = new ProcessStartInfo("bash", [ProjectFiles.Path("cluster-config/tls/certificates.sh"), .. arguments]) { RedirectStandardError = true, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"certificates.sh {string.Join(' ', arguments)}: {error}");
    }
}
