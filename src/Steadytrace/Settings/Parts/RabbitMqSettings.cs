using System.Security.Cryptography.X509Certificates;
using Steadytrace.Metrics.RabbitMq;
using Steadytrace.Metrics.Trust;

namespace Steadytrace.Settings.Parts;

/// <summary>Reads <c>steadytrace.rabbitmq</c>.</summary>
internal static class RabbitMqSettings
{
    private const string Section = "steadytrace.rabbitmq.";

    /// <summary>The broker; null where none is set.</summary>
    public static RabbitMqOptions? Read(SettingsReader reader)
    {
        var uri = reader.Address(SettingKeys.RabbitMqUri, "amqp", "amqps");
        if (uri is not null && (uri.Query.Length > 0 || uri.Fragment.Length > 0 || uri.AbsolutePath.Contains('@', StringComparison.Ordinal)))
            reader.Mistake($"{SettingKeys.RabbitMqUri}: write /, ?, # and @ in a user's name or password as %2F, %3F, %23 and %40; or put the password into {Section}password-file");
        var password = reader.SecretFile(Section + "password-file");
        if (password is not null && uri is not null && uri.UserInfo.Contains(':', StringComparison.Ordinal))
            reader.Mistake($"{SettingKeys.RabbitMqUri} holds a password, and {Section}password-file is set too: keep one of them");
        var heartbeat = reader.Time(Section + "heartbeat", TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));
        var placeTimeout = reader.Time(Section + "place-timeout", TimeSpan.FromSeconds(2), TimeSpan.FromHours(1));
        if (placeTimeout <= heartbeat) reader.Refuse(Section + "place-timeout", $"a time longer than {Section}heartbeat, {Quantities.Show(heartbeat)}");
        var queues = reader.List(Section + "required-queues");
        var mandatory = reader.Switch(Section + "mandatory");
        if (mandatory && queues.Count == 0) reader.Refuse(Section + "required-queues", $"at least one queue, or {Section}mandatory = off");
        var options = new RabbitMqOptions
        {
            Uri = uri is null ? new Uri("amqp://localhost") : password is null ? uri : WithPassword(uri, password),
            TlsServerName = reader.Optional(Section + "tls-server-name"),
            Authority = ReadAuthority(reader, uri),
            Certificate = ReadCertificate(reader),
            Exchange = reader.Text(Section + "exchange", "a name of 1 to 255 bytes", IsName),
            RocksteadyExchange = reader.Optional(Section + "rocksteady-exchange"),
            RequiredQueues = queues,
            Mandatory = mandatory,
            MaxQueueBytes = reader.Size(Section + "max-queue-bytes", 1 << 20, 1L << 50),
            MaxLinesPerMessage = reader.Number(Section + "max-lines-per-message", 1, 100_000),
            MaxBytesPerMessage = (int)reader.Size(Section + "max-bytes-per-message", 1024, 16 << 20),
            ConfirmWindow = reader.Number(Section + "confirm-window", 1, 10_000),
            ConfirmTimeout = reader.Time(Section + "confirm-timeout", TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1)),
            ConnectTimeout = reader.Time(Section + "connect-timeout", TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10)),
            PlaceTimeout = placeTimeout,
            Heartbeat = heartbeat,
            DrainTimeout = reader.Time(Section + "drain-timeout", TimeSpan.Zero, TimeSpan.FromMinutes(1)),
            AssertEvery = reader.Time(Section + "assert-every", TimeSpan.FromMilliseconds(100), TimeSpan.FromDays(1)),
        };
        return uri is null ? null : options;
    }

    private static bool IsName(string text) => System.Text.Encoding.UTF8.GetByteCount(text) is > 0 and <= 255;

    private static Authority? ReadAuthority(SettingsReader reader, Uri? uri)
    {
        const string key = Section + "tls-authority";
        if (reader.Optional(key) is not { } path) return null;
        if (uri is { Scheme: "amqp" }) reader.Mistake($"{key} is set, and {SettingKeys.RabbitMqUri} is without TLS: let it begin with amqps://");
        return TlsSettings.ReadFile(reader, key, path, () => Authority.Read(path));
    }

    private static X509Certificate2? ReadCertificate(SettingsReader reader)
    {
        const string key = Section + "tls-certificate", privateKey = Section + "tls-key";
        var (certificate, secret) = (reader.Optional(key), reader.Optional(privateKey));
        if (certificate is null != secret is null) reader.Mistake($"{key} and {privateKey} go together: set both, or none");
        return certificate is null || secret is null ? null : TlsSettings.ReadFile(reader, $"{key} with {privateKey}", certificate, () => X509Certificate2.CreateFromPemFile(certificate, secret));
    }

    private static Uri WithPassword(Uri uri, string password)
    {
        var user = uri.UserInfo.Length == 0 ? "guest" : uri.UserInfo;
        return new UriBuilder(uri) { UserName = user, Password = Uri.EscapeDataString(password) }.Uri;
    }
}
