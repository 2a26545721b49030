using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Steadytrace.Hosting;
using Steadytrace.Settings.Parts;
using Steadytrace.Testing;

namespace Steadytrace.Tests.Hosting;

/// <summary>A web server with a node's limits, and nothing behind it.</summary>
public sealed class RequestLimitsTests : IAsyncLifetime
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);
    private readonly TaskCompletionSource _gate = new();
    private int _inside;
    private WebApplication _app = null!;
    private HttpClient _http = null!;

    public async Task InitializeAsync()
    {
        var limits = new HttpLimits(Connections: 20, Requests: 4, Transfers: 2);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            RequestLimits.Set(kestrel.Limits, limits);
            kestrel.Listen(IPAddress.Loopback, 0);
        });
        _app = builder.Build();
        _app.UseRequestLimits(limits);
        _app.MapGet("/health/live", () => "yes");
        _app.MapPost("/api/v1/order", async (HttpRequest request) =>
        {
            await request.Body.CopyToAsync(Stream.Null);
            return "done";
        });
        _app.Map("/{**any}", async () =>
        {
            Interlocked.Increment(ref _inside);
            await _gate.Task;
            return "done";
        });
        await _app.StartAsync();
        _http = new HttpClient { BaseAddress = new Uri(_app.Urls.Single()), Timeout = Soon };
    }

    public async Task DisposeAsync()
    {
        _gate.TrySetResult();
        _http.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task A_request_more_than_may_be_under_way_is_turned_away_and_health_is_told_all_the_same()
    {
        var waiting = Enumerable.Range(0, 4).Select(_ => _http.GetAsync("/api/v1/fleet")).ToList();
        await Eventually.HoldsAsync(() => Volatile.Read(ref _inside) == 4, "four requests under way", Soon);

        using var refused = await _http.GetAsync("/api/v1/fleet");
        using var health = await _http.GetAsync("/health/live");
        using var ready = await _http.GetAsync("/health/ready");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable), (refused.StatusCode, health.StatusCode, ready.StatusCode));

        _gate.SetResult();
        Assert.All(await Task.WhenAll(waiting), answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        using var later = await _http.GetAsync("/api/v1/fleet");
        Assert.Equal(HttpStatusCode.OK, later.StatusCode);
    }

    [Fact]
    public async Task Transfers_have_a_limit_of_their_own_beyond_which_as_many_wait()
    {
        var transfers = Enumerable.Range(0, 4).Select(_ => _http.GetAsync("/chunks/ftrace/1/2/cpu0")).ToList();
        await Eventually.HoldsAsync(() => Volatile.Read(ref _inside) == 2, "two transfers under way", Soon);
        await Eventually.HoldsAsync(
            async () =>
            {
                using var fifth = await _http.GetAsync("/chunks/ftrace/1/2/cpu0", new CancellationTokenSource(TimeSpan.FromSeconds(1)).Token).ContinueWith(
                    task => task.IsCompletedSuccessfully ? task.Result : new HttpResponseMessage(), TaskScheduler.Default);
                return fifth.StatusCode == HttpStatusCode.ServiceUnavailable;
            },
            "one more than may wait is turned away", Soon);
        Assert.Equal(2, Volatile.Read(ref _inside));

        _gate.SetResult();
        Assert.All(await Task.WhenAll(transfers), answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
    }

    [Theory]
    [InlineData(5_000, 0, 0, 0, HttpStatusCode.RequestUriTooLong)]
    [InlineData(0, 17_000, 0, 0, HttpStatusCode.RequestHeaderFieldsTooLarge)]
    [InlineData(0, 0, 70, 0, HttpStatusCode.RequestHeaderFieldsTooLarge)]
    [InlineData(0, 0, 0, 200_000, HttpStatusCode.RequestEntityTooLarge)]
    [InlineData(3_000, 10_000, 40, 100_000, HttpStatusCode.OK)]
    public async Task What_is_larger_than_a_request_needs_is_refused(int lineBytes, int headerBytes, int headers, int bodyBytes, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/order?x={new string('x', lineBytes)}") { Content = new ByteArrayContent(new byte[bodyBytes]) };
        if (headerBytes > 0) request.Headers.Add("X-Long", new string('x', headerBytes));
        for (var header = 0; header < headers; header++) request.Headers.Add($"X-{header}", "x");

        HttpStatusCode status;
        try
        {
            using var answer = await _http.SendAsync(request);
            status = answer.StatusCode;
        }
        catch (HttpRequestException) when (bodyBytes > 0 && expected != HttpStatusCode.OK)
        {
            // The server has answered and closed before all of the body was sent.
            status = expected;
        }

        Assert.Equal(expected, status);
    }
}
