using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using RabbitMQ.Client;
using Steadytrace.Metrics.Trust;

namespace Steadytrace.Metrics.RabbitMq;

/// <summary>TLS to a broker: who signed its certificate, and the name in it, are both looked at.</summary>
/// <remarks>The client by itself takes any name as soon as the address begins with <c>amqps://</c>, so that whoever has any trusted certificate could be the broker.</remarks>
internal static class BrokerTls
{
    public static void Set(SslOption tls, RabbitMqOptions options)
    {
        tls.ServerName = options.TlsServerName ?? options.Uri.Host;
        tls.AcceptablePolicyErrors = SslPolicyErrors.None;
        tls.CertificateValidationCallback = (_, certificate, chain, errors) =>
            Refusal(options, certificate as X509Certificate2, chain, errors) is { } refusal ? throw new AuthenticationException(refusal) : true;
        if (options.Certificate is { } own) tls.Certs = new X509CertificateCollection { own };
    }

    private static string? Refusal(RabbitMqOptions options, X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable)) return "it shows no certificate";
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)) return $"its certificate ({certificate.Subject}) does not hold the name {options.TlsServerName ?? options.Uri.Host}";
        if (options.Authority is null) return errors == SslPolicyErrors.None ? null : $"its certificate ({certificate.Subject}) is not trusted by this machine";
        var sent = chain?.ChainElements.Select(element => element.Certificate) ?? [];
        return options.Authority.Refusal(certificate, sent, PeerPurpose.Server) is { } reason ? $"its certificate ({certificate.Subject}): {reason}" : null;
    }
}
