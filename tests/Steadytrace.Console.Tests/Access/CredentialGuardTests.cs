using System.Net;
using System.Text;
using Steadytrace.Cluster.Fleet;
using Steadytrace.Console.Access;

namespace Steadytrace.Console.Tests.Access;

public sealed class CredentialGuardTests
{
    private const string Token = "a token of 25 characters.";

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("::1", true)]
    [InlineData("::ffff:127.0.0.1", true)]
    [InlineData("10.0.0.9", false)]
    [InlineData("::ffff:10.0.0.9", false)]
    [InlineData(null, false)]
    public void Whoever_comes_from_another_machine_must_show_the_token(string? from, bool mayPass)
    {
        Assert.Equal(mayPass, CredentialGuard.MayPass(Request(from, null), Options(AccessRule.Remote)));
        Assert.True(CredentialGuard.MayPass(Request(from, $"Bearer {Token}"), Options(AccessRule.Remote)));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.0.0.9")]
    public void Everybody_or_nobody_must_show_it_where_the_rule_says_so(string from)
    {
        Assert.False(CredentialGuard.MayPass(Request(from, null), Options(AccessRule.Everybody)));
        Assert.True(CredentialGuard.MayPass(Request(from, $"Bearer {Token}"), Options(AccessRule.Everybody)));
        Assert.True(CredentialGuard.MayPass(Request(from, null), Options(AccessRule.Nobody)));
    }

    [Theory]
    [InlineData("Bearer " + Token, true)]
    [InlineData("bearer " + Token, true)]
    [InlineData("Bearer  " + Token, true)]
    [InlineData("Bearer " + Token + "x", false)]
    [InlineData("Bearer a token of 25 characters", false)]
    [InlineData("Bearer ", false)]
    [InlineData("Bearer", false)]
    [InlineData(Token, false)]
    [InlineData("Basic not base 64", false)]
    [InlineData("Basic ", false)]
    [InlineData("", false)]
    public void Only_the_token_itself_is_taken(string header, bool isTaken) =>
        Assert.Equal(isTaken, CredentialGuard.MayPass(Request("10.0.0.9", header), Options(AccessRule.Remote)));

    [Theory]
    [InlineData("anna:" + Token, true)]
    [InlineData(":" + Token, true)]
    [InlineData("anna:another token", false)]
    [InlineData(Token, false)]
    public void A_browser_shows_it_as_a_password(string pair, bool isTaken) =>
        Assert.Equal(isTaken, CredentialGuard.MayPass(Request("10.0.0.9", $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(pair))}"), Options(AccessRule.Remote)));

    [Fact]
    public void While_there_is_no_token_nobody_can_show_one()
    {
        var options = new AccessOptions();

        Assert.False(CredentialGuard.MayPass(Request("10.0.0.9", "Bearer "), options));
        Assert.False(CredentialGuard.MayPass(Request("10.0.0.9", $"Basic {Convert.ToBase64String("anna:"u8)}"), options));
    }

    [Theory]
    [InlineData("/api/v1/fleet")]
    [InlineData("/")]
    [InlineData("/_content/Steadytrace.Console/console.js")]
    public async Task Pages_and_API_ask_for_it_in_a_way_that_browsers_understand(string address)
    {
        await using var host = await ConsoleHost.StartAsync(new CannedFleet { View = Fleets.Small() }, access: Options(AccessRule.Everybody));
        using var http = host.CreateClient();

        using (var refused = await http.GetAsync(address))
        {
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
            Assert.Equal("Basic", Assert.Single(refused.Headers.WwwAuthenticate).Scheme);
        }

        http.DefaultRequestHeaders.Authorization = Options(AccessRule.Everybody).Credential.Header;
        using var given = await http.GetAsync(address);
        Assert.Equal(HttpStatusCode.OK, given.StatusCode);
    }

    [Fact]
    public async Task An_order_without_it_is_not_carried_out()
    {
        var fleet = new CannedFleet { View = Fleets.Small() };
        await using var host = await ConsoleHost.StartAsync(fleet, access: Options(AccessRule.Everybody));
        using var http = host.CreateClient();

        var refusal = await Assert.ThrowsAsync<FleetRequestException>(() => new FleetClient(http).CommandTracerAsync("db-1", TracerCommand.Rotate, default));

        Assert.Equal(HttpStatusCode.Unauthorized, refusal.Status);
        Assert.Contains("credential is needed", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(fleet.Orders);
    }

    private static AccessOptions Options(AccessRule rule) => new() { Rule = rule, Credential = Token };

    private static HttpRequest Request(string? from, string? authorization)
    {
        var context = new DefaultHttpContext { Connection = { RemoteIpAddress = from is null ? null : IPAddress.Parse(from) } };
        if (authorization is not null) context.Request.Headers.Authorization = authorization;
        return context.Request;
    }
}
