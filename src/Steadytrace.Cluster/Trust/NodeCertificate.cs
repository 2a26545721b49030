using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Steadytrace.Metrics.Trust;

namespace Steadytrace.Cluster.Trust;

/// <summary>By what a node shows that it is one of the fleet, and by what it knows the others: on the cluster's port and on HTTP alike.</summary>
/// <param name="Certificate">Its own, with the private key.</param>
/// <param name="Sent">What is sent beside it: those between the authority's root and it.</param>
/// <param name="Authority">Who signs the fleet's certificates.</param>
public sealed record NodeCertificate(X509Certificate2 Certificate, X509Certificate2Collection Sent, Authority Authority)
{
    /// <summary>Reads PEM files.</summary>
    /// <param name="certificatePath">The node's certificate, and after it those between it and the root, if there are any.</param>
    /// <param name="keyPath">Its private key, without a password.</param>
    /// <param name="authority">Who signs the fleet's certificates.</param>
    /// <exception cref="CryptographicException">A file holds something else.</exception>
    /// <exception cref="ArgumentException">The key is another certificate's.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    public static NodeCertificate Read(string certificatePath, string keyPath, Authority authority)
    {
        var own = X509Certificate2.CreateFromPemFile(certificatePath, keyPath);
        var sent = new X509Certificate2Collection();
        sent.ImportFromPemFile(certificatePath);
        sent.RemoveAt(0);
        return new NodeCertificate(own, sent, authority);
    }

    /// <summary>One that nobody else has, for a node that is alone: its authority has signed nothing but it, and its key is in this process only.</summary>
    public static NodeCertificate OfOneProcess()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=steadytrace alone", key, HashAlgorithmName.SHA256)
        {
            CertificateExtensions = { new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], critical: true) },
        };
        var now = DateTimeOffset.UtcNow;
        var own = request.CreateSelfSigned(now.AddDays(-1), now.AddYears(100));
        return new NodeCertificate(own, [], new Authority([own]));
    }

    /// <summary>Why the fleet would refuse it, in a few words; null when it would not.</summary>
    public string? Refusal() => Authority.Refusal(Certificate, Sent, PeerPurpose.Server) ?? Authority.Refusal(Certificate, Sent, PeerPurpose.Client);

    /// <summary>Its subject: a record's own text would tell too much.</summary>
    public override string ToString() => Certificate.Subject;
}
