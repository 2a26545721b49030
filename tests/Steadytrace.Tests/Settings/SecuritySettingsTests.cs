using System.Collections;
using System.Net;
using System.Text.RegularExpressions;
using Steadytrace.Console.Access;
using Steadytrace.Settings;
using Steadytrace.Settings.Parts;
using Steadytrace.Testing;

namespace Steadytrace.Tests.Settings;

public sealed partial class SecuritySettingsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> RoleFiles => [.. EmbeddedSettings.FileNames];

    [Theory]
    [MemberData(nameof(RoleFiles))]
    public void What_listens_by_default_listens_on_loopback(string file)
    {
        var settings = NodeSettings.Read(EffectiveSettings.Load([], [ProjectFiles.Path($"cluster-config/{file}")], Bridge(), file == "shared.conf" ? [Setting.Of(SettingKeys.Roles, "console", "test")] : []));

        Assert.True(settings.Http.IsLocal);
        Assert.True(IPAddress.IsLoopback(IPAddress.Parse(settings.Cluster.Listen)));
        Assert.Equal(AccessRule.Remote, settings.Http.Access);
        // No key beside these two says where something listens: whoever adds one adds it here.
        Assert.Equal(
            [SettingKeys.ClusterListen, SettingKeys.HttpListen],
            settings.Shown.Select(setting => setting.Key).Where(key => key.Split('.')[^1] is "listen" or "bind" or "hostname" or "interface"));
    }

    [Fact]
    public void What_docker_starts_listens_on_loopback_too_until_a_mounted_file_says_otherwise() =>
        // The image's environment would win over the file.
        Assert.Equal(
            ["STEADYTRACE__PARSER__WORK_DIRECTORY", "STEADYTRACE__TRACER__SPOOL__DIRECTORY"],
            SettingOfImage().Matches(File.ReadAllText(ProjectFiles.Path("docker/Dockerfile"))).Select(match => match.Groups[1].Value).Order(StringComparer.Ordinal));

    [Fact]
    public void A_certificate_with_its_key_and_authority_gives_a_node_TLS()
    {
        var fleet = TestAuthority.Make(_folder["fleet"]);

        var settings = NodeSettings.Read(Load(Tls(fleet.Sign("host7"), fleet.File)));

        Assert.Equal("CN=host7", settings.Certificate!.Certificate.Subject);
        Assert.True(settings.Certificate.Certificate.HasPrivateKey);
    }

    [Theory]
    [InlineData("foreign", "the fleet's other nodes would refuse it: it is not signed by the authority")]
    [InlineData("expired", "the fleet's other nodes would refuse it: it is valid from")]
    [InlineData("another key", "expected a file of PEM certificates")]
    [InlineData("no authority", "go together: set all three, or none")]
    [InlineData("no certificate", "expected a file of PEM certificates")]
    [InlineData("plain address", "expected an address that begins with https://")]
    [InlineData("akka", "akka.remote.dot-netty.tcp.enable-ssl is on: TLS is set by steadytrace.tls.certificate")]
    public void A_certificate_that_others_would_refuse_is_a_mistake_here(string what, string expected)
    {
        var fleet = TestAuthority.Make(_folder["fleet"]);
        var good = fleet.Sign("host7");
        var text = what switch
        {
            "foreign" => Tls(TestAuthority.Make(_folder["stranger"]).Sign("host7"), fleet.File),
            "expired" => Tls(fleet.SignExpired("host7"), fleet.File),
            "another key" => Tls((good.Certificate, fleet.Sign("host8").Key), fleet.File),
            "no authority" => Tls(good, ""),
            "no certificate" => Tls((good.Key, good.Key), fleet.File),
            "plain address" => Tls(good, fleet.File) + "\nsteadytrace.http.address = \"http://host7:9470/\"",
            _ => Tls(good, fleet.File) + "\nakka.remote.dot-netty.tcp.enable-ssl = on",
        };

        Assert.Contains(expected, Assert.Single(MistakesOf(text)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("akka.remote.dot-netty.tcp.maximum-frame-size = 128000b", "maximum-frame-size is 128000 bytes: expected at least 1114112")]
    [InlineData("steadytrace.rabbitmq { uri = \"amqp://broker\", tls-authority = FILE }", "is without TLS: let it begin with amqps://")]
    [InlineData("steadytrace.rabbitmq { uri = \"amqps://broker\", tls-certificate = \"/a\" }", "go together: set both, or none")]
    [InlineData("steadytrace.http.ask-token = everyone", "expected one of remote, everybody, nobody")]
    public void Other_mistakes_of_security_are_told_in_a_line(string text, string expected)
    {
        var fleet = TestAuthority.Make(_folder["fleet"]);

        Assert.Contains(expected, Assert.Single(MistakesOf(text.Replace("FILE", $"\"{fleet.File}\"", StringComparison.Ordinal))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("amqp://me:hunter-2@")]
    [InlineData("amqp://me:hunter-2@:5672:3")]
    [InlineData("me:hunter-2@broker")]
    [InlineData("amqp:/me:hunter-2@broker")]
    [InlineData("http://me:hunter-2@broker")]
    [InlineData("amqp://me:hunter-2/@broker")]
    [InlineData("amqp://me:hunter-2?@broker")]
    [InlineData("amqp://me:hunter-2#@broker")]
    [InlineData("amqp://me:1/hunter-2@broker")]
    [InlineData("amqp://me:1#hunter-2@broker")]
    [InlineData("amqp://me:1?hunter-2@broker")]
    public void A_password_in_an_address_that_is_written_wrongly_is_not_in_the_mistake(string uri)
    {
        var mistakes = MistakesOf($"steadytrace.rabbitmq.uri = \"{uri}\"");

        Assert.NotEmpty(mistakes);
        Assert.DoesNotContain("hunter-2", string.Join('\n', mistakes), StringComparison.Ordinal);
    }

    [Fact]
    public void What_holds_a_secret_does_not_tell_it_in_its_text()
    {
        var settings = NodeSettings.Read(Load("steadytrace { http.token = \"hunter-2-hunter-2\", rabbitmq.uri = \"amqp://me:hunter-2@broker\" }"));

        Assert.DoesNotContain("hunter-2", $"{settings} {settings.Http} {settings.RabbitMq} {string.Join('\n', settings.Shown)}", StringComparison.Ordinal);
    }

    private static string Tls((string Certificate, string Key) files, string authority) =>
        $"steadytrace.tls {{ certificate = \"{files.Certificate}\", key = \"{files.Key}\", authority = \"{authority}\" }}";

    /// <summary>What the role bridge needs besides its file.</summary>
    private static Hashtable Bridge() => new() { ["STEADYTRACE__RABBITMQ__URI"] = "amqp://broker", ["STEADYTRACE__CARBON__ADDRESS"] = "graphite" };

    private IReadOnlyList<string> MistakesOf(string text) => Assert.Throws<SettingsException>(() => NodeSettings.Read(Load(text))).Mistakes;

    private EffectiveSettings Load(string text)
    {
        var file = _folder["own.conf"];
        File.WriteAllText(file, text);
        return EffectiveSettings.Load(UpDefaults.Settings, [file], new Hashtable(), []);
    }

    [GeneratedRegex(@"\b(STEADYTRACE__\w+)=")]
    private static partial Regex SettingOfImage();
}
