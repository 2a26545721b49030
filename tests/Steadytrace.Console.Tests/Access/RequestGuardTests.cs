using System.Net;
using Steadytrace.Cluster.Fleet;

namespace Steadytrace.Console.Tests.Access;

public sealed class RequestGuardTests : IAsyncLifetime
{
    private const string Order = "/api/v1/tracers/db-1/rotate";
    private readonly CannedFleet _fleet = new() { View = Fleets.Small() };
    private ConsoleHost _host = null!;
    private HttpClient _http = null!;

    public async Task InitializeAsync()
    {
        _host = await ConsoleHost.StartAsync(_fleet);
        _http = _host.CreateClient();
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task A_post_without_the_consent_header_is_refused()
    {
        Assert.Equal(HttpStatusCode.Forbidden, await AskAsync(HttpMethod.Post, Order));
        Assert.Empty(_fleet.Orders);
    }

    [Fact]
    public async Task A_post_with_the_consent_header_is_done()
    {
        Assert.Equal(HttpStatusCode.OK, await AskAsync(HttpMethod.Post, Order, (FleetRoutes.ConsentHeader, "1")));
        Assert.Single(_fleet.Orders);
    }

    [Theory]
    [InlineData("Origin", "http://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Origin", "http://127.0.0.1:1")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    public async Task A_post_from_a_page_of_another_site_is_refused_even_with_the_header(string header, string value)
    {
        Assert.Equal(HttpStatusCode.Forbidden, await AskAsync(HttpMethod.Post, Order, (FleetRoutes.ConsentHeader, "1"), (header, value)));
        Assert.Empty(_fleet.Orders);
    }

    [Fact]
    public async Task A_post_from_our_own_page_is_done() =>
        Assert.Equal(HttpStatusCode.OK, await AskAsync(
            HttpMethod.Post, Order, (FleetRoutes.ConsentHeader, "1"), ("Origin", _host.Address.GetLeftPart(UriPartial.Authority)), ("Sec-Fetch-Site", "same-origin")));

    [Theory]
    [InlineData("/")]
    [InlineData("/api/v1/fleet")]
    [InlineData("/_blazor/negotiate")]
    [InlineData("/_content/Steadytrace.Console/console.js")]
    public async Task A_name_that_is_not_ours_is_refused_everywhere(string address) =>
        Assert.Equal(HttpStatusCode.Forbidden, await AskAsync(address.EndsWith("negotiate", StringComparison.Ordinal) ? HttpMethod.Post : HttpMethod.Get, address, ("Host", "evil.example:9470")));

    [Theory]
    [InlineData("localhost:9470")]
    [InlineData("LOCALHOST")]
    [InlineData("127.0.0.1:9470")]
    [InlineData("10.0.0.7:9470")]
    [InlineData("[::1]:9470")]
    public async Task Loopback_and_addresses_are_ours(string host) =>
        Assert.Equal(HttpStatusCode.OK, await AskAsync(HttpMethod.Get, "/api/v1/fleet", ("Host", host)));

    [Fact]
    public async Task A_web_socket_from_another_site_is_refused() =>
        Assert.Equal(HttpStatusCode.Forbidden, await AskAsync(HttpMethod.Get, "/_blazor", ("Origin", "http://evil.example"), ("Sec-WebSocket-Key", "AAAAAAAAAAAAAAAAAAAAAA==")));

    [Fact]
    public async Task A_page_allows_no_script_but_its_own_and_no_frame()
    {
        using var response = await _http.GetAsync("/");
        var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'; script-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.False(response.Headers.Contains("Set-Cookie"));
    }

    private async Task<HttpStatusCode> AskAsync(HttpMethod method, string address, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, address);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var response = await _http.SendAsync(request);
        return response.StatusCode;
    }
}
