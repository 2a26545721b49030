using System.Security.Cryptography;
using Steadytrace.Cluster.Trust;
using Steadytrace.Metrics.Trust;

namespace Steadytrace.Settings.Parts;

/// <summary>Reads <c>steadytrace.tls</c>.</summary>
internal static class TlsSettings
{
    private const string Section = "steadytrace.tls.";
    private const string Key = Section + "key";
    private const string EnableSsl = "akka.remote.dot-netty.tcp.enable-ssl";

    /// <summary>The node's certificate; null where none is set.</summary>
    public static NodeCertificate? Read(SettingsReader reader)
    {
        var (certificate, key, authority) = (reader.Optional(SettingKeys.TlsCertificate), reader.Optional(Key), reader.Optional(SettingKeys.TlsAuthority));
        if (reader.Cluster.GetBoolean(EnableSsl, false))
            reader.Mistake($"{EnableSsl} is on: TLS is set by {SettingKeys.TlsCertificate}, {Key} and {SettingKeys.TlsAuthority}, for the cluster's port and HTTP together");
        if (certificate is null && key is null && authority is null) return null;
        if (certificate is null || key is null || authority is null)
        {
            reader.Mistake($"{SettingKeys.TlsCertificate}, {Key} and {SettingKeys.TlsAuthority} go together: set all three, or none");
            return null;
        }

        return ReadFile(reader, SettingKeys.TlsAuthority, authority, () => Authority.Read(authority)) is { } trusted ? ReadOwn(reader, certificate, key, trusted) : null;
    }

    /// <summary>Reads what a setting's file holds, or notes that it cannot be read.</summary>
    public static T? ReadFile<T>(SettingsReader reader, string setting, string path, Func<T> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            reader.Mistake($"{setting} is '{path}': expected a file of PEM certificates: {exception.Message}");
            return null;
        }
    }

    private static NodeCertificate? ReadOwn(SettingsReader reader, string certificate, string key, Authority authority)
    {
        var own = ReadFile(reader, $"{SettingKeys.TlsCertificate} with {Key}", certificate, () => NodeCertificate.Read(certificate, key, authority));
        // Said here, where somebody looks: the others would only keep it out.
        if (own?.Refusal() is { } refusal) reader.Mistake($"{SettingKeys.TlsCertificate} is '{certificate}': the fleet's other nodes would refuse it: {refusal}");
        return own;
    }
}
