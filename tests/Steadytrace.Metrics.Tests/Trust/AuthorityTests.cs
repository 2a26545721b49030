using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Steadytrace.Metrics.Trust;
using Steadytrace.Testing;

namespace Steadytrace.Metrics.Tests.Trust;

public sealed class AuthorityTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestAuthority _fleet;

    public AuthorityTests() => _fleet = TestAuthority.Make(_folder["fleet"]);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(PeerPurpose.Server)]
    [InlineData(PeerPurpose.Client)]
    public void A_certificate_that_it_signed_is_trusted_for_both_ends(PeerPurpose purpose) =>
        Assert.Null(Authority.Read(_fleet.File).Refusal(Load(_fleet.Sign("host7", "10.0.0.7")), [], purpose));

    [Fact]
    public void One_that_another_authority_of_any_name_signed_is_not()
    {
        var stranger = TestAuthority.Make(_folder["stranger"]);

        Assert.Equal("it is not signed by the authority", Authority.Read(_fleet.File).Refusal(Load(stranger.Sign("host7")), [Load(stranger.File)], PeerPurpose.Server));
    }

    [Fact]
    public void One_whose_time_is_over_is_not() =>
        Assert.StartsWith("it is valid from ", Authority.Read(_fleet.File).Refusal(Load(_fleet.SignExpired("host7")), [], PeerPurpose.Server), StringComparison.Ordinal);

    [Fact]
    public void One_that_signed_itself_is_not()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var own = new CertificateRequest("CN=host7", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));

        Assert.NotNull(Authority.Read(_fleet.File).Refusal(own, [], PeerPurpose.Server));
    }

    [Fact]
    public void One_made_for_another_purpose_is_not()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var root = new CertificateRequest("CN=fleet", key, HashAlgorithmName.SHA256) { CertificateExtensions = { new X509BasicConstraintsExtension(true, false, 0, true) } }
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(2));
        var request = new CertificateRequest("CN=mail", key, HashAlgorithmName.SHA256)
        {
            CertificateExtensions = { new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.4")], false) },
        };
        using var mail = request.Create(root, DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1), [7]);

        Assert.Equal("it is not made for a client", new Authority([root]).Refusal(mail, [], PeerPurpose.Client));
    }

    [Fact]
    public void A_file_without_a_root_is_no_authority() =>
        Assert.Throws<CryptographicException>(() => Authority.Read(_fleet.Sign("host7").Certificate));

    private static X509Certificate2 Load((string Certificate, string Key) files) => Load(files.Certificate);

    private static X509Certificate2 Load(string file) => X509Certificate2.CreateFromPem(File.ReadAllText(file));
}
