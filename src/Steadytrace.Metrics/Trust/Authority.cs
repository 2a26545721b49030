using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Steadytrace.Metrics.Trust;

/// <summary>The certificates of one file, which alone decide whom to trust: the system's own authorities have no say.</summary>
/// <remarks>
/// A fleet's nodes know each other by being signed by the fleet's authority. Were the system's list asked instead, anybody with a certificate of any public authority would be
/// one of them.
/// </remarks>
public sealed class Authority
{
    private readonly X509Certificate2[] _roots;
    private readonly X509Certificate2[] _between;

    /// <param name="certificates">Roots, which sign themselves, and those between a root and the peers' certificates; at least one root.</param>
    /// <exception cref="CryptographicException">There is no root among them.</exception>
    public Authority(IEnumerable<X509Certificate2> certificates)
    {
        var roots = certificates.ToLookup(certificate => certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData));
        (_roots, _between) = ([.. roots[true]], [.. roots[false]]);
        if (_roots.Length == 0) throw new CryptographicException("it holds no certificate that signs itself");
    }

    /// <summary>Reads a file of PEM certificates.</summary>
    /// <exception cref="CryptographicException">It holds none, or no root.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static Authority Read(string path)
    {
        var found = new X509Certificate2Collection();
        found.ImportFromPem(File.ReadAllText(path));
        return new Authority(found);
    }

    /// <summary>What a peer's certificate must be: signed by this authority, within its time, and made for the purpose.</summary>
    public X509ChainPolicy Policy(PeerPurpose purpose)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
        policy.CustomTrustStore.AddRange(_roots);
        policy.ExtraStore.AddRange(_between);
        policy.ApplicationPolicy.Add(new Oid(purpose == PeerPurpose.Server ? "1.3.6.1.5.5.7.3.1" : "1.3.6.1.5.5.7.3.2"));
        return policy;
    }

    /// <summary>Why a peer's certificate is refused, in a few words; null when it is trusted. Its name is not looked at.</summary>
    /// <param name="certificate">The peer's.</param>
    /// <param name="sent">What the peer sent beside it; never trusted by itself.</param>
    /// <param name="purpose">What the peer is here.</param>
    public string? Refusal(X509Certificate2 certificate, IEnumerable<X509Certificate2> sent, PeerPurpose purpose)
    {
        using var chain = new X509Chain { ChainPolicy = Policy(purpose) };
        chain.ChainPolicy.ExtraStore.AddRange(sent.ToArray());
        if (chain.Build(certificate)) return null;
        var faults = chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, status) => all | status.Status);
        return faults switch
        {
            _ when faults.HasFlag(X509ChainStatusFlags.UntrustedRoot) || faults.HasFlag(X509ChainStatusFlags.PartialChain) => "it is not signed by the authority",
            _ when faults.HasFlag(X509ChainStatusFlags.NotTimeValid) => FormattableString.Invariant($"it is valid from {certificate.NotBefore:u} to {certificate.NotAfter:u} only"),
            _ when faults.HasFlag(X509ChainStatusFlags.NotValidForUsage) => $"it is not made for a {(purpose == PeerPurpose.Server ? "server" : "client")}",
            _ => faults.ToString(),
        };
    }
}
