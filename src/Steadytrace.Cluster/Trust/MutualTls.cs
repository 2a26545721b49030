using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Akka.Event;
using Akka.Remote.Transport.DotNetty;
using Steadytrace.Metrics.Trust;

namespace Steadytrace.Cluster.Trust;

/// <summary>The cluster's port with TLS: both ends show a certificate, and each asks the fleet's authority about the other's.</summary>
/// <remarks>Who calls is known by nothing but his certificate; of who is called, its name is known too, and must stand in the certificate.</remarks>
internal static class MutualTls
{
    public static DotNettySslSetup Setup(NodeCertificate node) => new(
        node.Certificate, suppressValidation: false, requireMutualAuthentication: true, validateCertificateHostname: true,
        (certificate, chain, peer, errors, log) => IsTrusted(node.Authority, certificate, chain, peer, errors, log));

    private static bool IsTrusted(Authority authority, X509Certificate2? certificate, X509Chain? chain, string peer, SslPolicyErrors errors, ILoggingAdapter log)
    {
        var sent = chain?.ChainElements.Select(element => element.Certificate) ?? [];
        // Which end the peer is, is not told: a certificate of the fleet is made for both.
        var refusal = certificate is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable) ? "it showed no certificate"
            : errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) ? $"its certificate ({certificate.Subject}) does not hold the name by which it was called"
            : (authority.Refusal(certificate, sent, PeerPurpose.Client) ?? authority.Refusal(certificate, sent, PeerPurpose.Server)) is { } reason ? $"its certificate ({certificate.Subject}): {reason}"
            : null;
        if (refusal is not null) log.Warning("{0} is kept out of the cluster: {1}", peer, refusal);
        return refusal is null;
    }
}
