using System.Net;
using System.Text.Json;
using Steadytrace.Cluster.Fleet;
using Steadytrace.Metrics;
using Steadytrace.Recording.Spool;

namespace Steadytrace.Console.Tests.Api;

public sealed class FleetApiTests : IAsyncLifetime
{
    private readonly CannedFleet _fleet = new() { View = Fleets.Small(), Intervals = [Fleets.Interval("db-1", Fleets.ThisMinute(), 42)] };
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
    public async Task The_fleet_is_told_in_camel_case()
    {
        using var answer = JsonDocument.Parse(await _http.GetStringAsync("/api/v1/fleet"));

        var source = answer.RootElement.GetProperty("sources")[0];
        Assert.Equal("db-1", source.GetProperty("host").GetString());
        Assert.Equal(1_234_567, source.GetProperty("counted").GetInt64());
        Assert.Equal(48_300_000, source.GetProperty("spoolBytes").GetInt64());
    }

    [Fact]
    public async Task Live_counts_come_back_as_the_fleet_said_them()
    {
        var at = DateTimeOffset.UnixEpoch.AddSeconds(7.5);
        _fleet.Live = new LiveView(
            12, at, HasMore: true, [new LiveSourceView("web1", "ftrace", "ams", at, at, null, 3, "")],
            [new LiveSecondView("web1", "ftrace", 7, 1, 2, [new LiveEventView("sched", "sched_switch", 5)], [new LiveProcessView("bash", 5, 1_000), new LiveProcessView("init", 0)])]);

        var view = await new FleetClient(_http).LiveAsync(11, "web 1", TimeSpan.FromMilliseconds(1_500), default);

        Assert.Equal((11, "web 1", TimeSpan.FromMilliseconds(1_500)), _fleet.LiveQuestions.Single());
        Assert.Equal((12, at, true), (view.Version, view.At, view.HasMore));
        Assert.Equal(_fleet.Live.Sources, view.Sources);
        Assert.Equal(_fleet.Live.Seconds[0].Events, view.Seconds[0].Events);
        Assert.Equal(_fleet.Live.Seconds[0].Processes, view.Seconds[0].Processes);
        Assert.Equal((7, 1, 2), (view.Seconds[0].UnixSeconds, view.Seconds[0].Lost, view.Seconds[0].LostPackets));
    }

    [Theory]
    [InlineData("after=-1")]
    [InlineData("after=9223372036854775808")]
    [InlineData("wait=10001")]
    [InlineData("host=a&host=b")]
    public async Task A_question_for_live_counts_that_makes_no_sense_is_refused(string query)
    {
        using var answer = await _http.GetAsync($"/api/v1/live?{query}");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Empty(_fleet.LiveQuestions);
    }

    [Fact]
    public async Task Too_many_who_look_are_told_so()
    {
        _fleet.Failure = new FleetRequestException("64 look already", HttpStatusCode.ServiceUnavailable);

        var refused = await Assert.ThrowsAsync<FleetRequestException>(() => new FleetClient(_http).LiveAsync(0, null, TimeSpan.Zero, default));

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "64 look already"), (refused.Status, refused.Message));
    }

    [Fact]
    public async Task The_client_brings_back_what_the_fleet_said()
    {
        _fleet.Series["1min.a.b"] = new MetricSeries("1min.a.b", [new MetricPoint(60, 1.5), new MetricPoint(120, 2)]);
        IReadOnlyList<LossOfCpu> lost = [new LossOfCpu("cpu 1", 7, 2)];
        _fleet.View = _fleet.View with { Sources = [.. _fleet.View.Sources.Select(source => source with { LostByCpu = lost })] };
        _fleet.Intervals = [.. _fleet.Intervals.Select(interval => interval with { LostByCpu = lost, LostPackets = 2 })];
        var client = new FleetClient(_http);

        var view = await client.ViewAsync(default);
        Assert.All(view.Sources, source => Assert.Equal(lost, source.LostByCpu));
        Assert.Equal(_fleet.View.Sources, view.Sources.Select(source => source with { LostByCpu = lost }));
        Assert.Equal(_fleet.View.Pools, view.Pools);
        Assert.Equal(_fleet.View.Nodes[0].Roles, view.Nodes[0].Roles);
        var interval = Assert.Single(await client.IntervalsAsync(10, default));
        Assert.Equal((42, 2), (interval.Events, interval.LostPackets));
        Assert.Equal(lost, interval.LostByCpu);
        Assert.Equal(["1min.a.b"], await client.MetricNamesAsync("a b", 10, default));
        Assert.Equal(_fleet.Series["1min.a.b"].Points, (await client.SeriesAsync("1min.a.b", default))!.Points);
        Assert.Null(await client.SeriesAsync("1min.none", default));
        Assert.Equal("db-1", Assert.Single(await client.ChunksAsync("db-1", 10, default)).Host);
    }

    [Fact]
    public async Task The_clients_orders_reach_the_fleet()
    {
        var client = new FleetClient(_http);

        Assert.True((await client.ScalePoolAsync("10.0.0.7:9471", 5, default)).Done);
        Assert.True((await client.CommandTracerAsync("db 1ä", TracerCommand.Rotate, default)).Done);
        await client.RemoveNodeAsync("a:1", down: false, default);
        await client.RemoveNodeAsync("b:1", down: true, default);

        Assert.Equal(["scale 10.0.0.7:9471 5", "Rotate db 1ä", "leave a:1", "down b:1"], _fleet.Orders);
    }

    [Fact]
    public async Task An_order_that_cannot_be_done_is_a_conflict_and_says_why()
    {
        _fleet.Result = new CommandResult(Done: false, "There is no such pool.");

        using var response = await PostAsync("/api/v1/pools/x/scale?workers=3");
        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.Equal(_fleet.Result, await new FleetClient(_http).ScalePoolAsync("x", 3, default));
    }

    [Theory]
    [InlineData("/api/v1/intervals?limit=0", "limit")]
    [InlineData("/api/v1/intervals?limit=1001", "limit")]
    [InlineData("/api/v1/intervals?limit=many", "limit")]
    [InlineData("/api/v1/intervals?limit=1&limit=2", "limit")]
    [InlineData("/api/v1/intervals?limit=", "limit")]
    [InlineData("/api/v1/metrics?limit=-1", "limit")]
    [InlineData("/api/v1/metrics?match=%00", "match")]
    [InlineData("/api/v1/series", "name")]
    [InlineData("/api/v1/series?name=", "name")]
    [InlineData("/api/v1/chunks", "host")]
    [InlineData("/api/v1/chunks?host=a&limit=99999", "limit")]
    public async Task A_bad_question_is_refused_with_one_line_that_names_the_key(string address, string key)
    {
        using var response = await _http.GetAsync(address);
        await RefusedAsync(response, key);
    }

    [Theory]
    [InlineData("/api/v1/pools/a/scale", "workers")]
    [InlineData("/api/v1/pools/a/scale?workers=257", "workers")]
    [InlineData("/api/v1/pools/a/scale?workers=+1", "workers")]
    [InlineData("/api/v1/pools/%20/scale?workers=1", "node")]
    [InlineData("/api/v1/tracers/a/explode", "restart, rotate, pause or resume")]
    [InlineData("/api/v1/tracers/a/1", "restart, rotate, pause or resume")]
    [InlineData("/api/v1/nodes/a/die", "leave")]
    public async Task A_bad_order_is_refused_and_not_passed_on(string address, string key)
    {
        using var response = await PostAsync(address);
        await RefusedAsync(response, key);
        Assert.Empty(_fleet.Orders);
    }

    [Fact]
    public async Task A_name_that_is_too_long_is_refused()
    {
        using var response = await _http.GetAsync("/api/v1/series?name=" + new string('x', 513));
        await RefusedAsync(response, "name");
    }

    [Fact]
    public async Task What_is_not_there_is_said_so_in_the_apis_own_shape()
    {
        using var response = await _http.GetAsync("/api/v1/nothing");
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal(FleetProblem.MediaType, response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task A_fleet_that_does_not_answer_in_time_is_a_gateway_timeout()
    {
        _fleet.Failure = new TimeoutException();
        using var response = await _http.GetAsync("/api/v1/fleet");
        Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
        var thrown = await Assert.ThrowsAsync<FleetRequestException>(() => new FleetClient(_http).ViewAsync(default));
        Assert.Equal("The cluster did not answer in time.", thrown.Message);
    }

    [Fact]
    public async Task A_node_that_is_not_there_is_named()
    {
        using var nobody = new HttpClient { BaseAddress = new Uri("http://127.0.0.1:1/") };
        var thrown = await Assert.ThrowsAsync<FleetRequestException>(() => new FleetClient(nobody).ViewAsync(default));
        Assert.Contains("http://127.0.0.1:1/", thrown.Message, StringComparison.Ordinal);
        Assert.Null(thrown.Status);
    }

    [Fact]
    public async Task Something_else_that_answers_is_not_taken_for_a_node()
    {
        using var elsewhere = new HttpClient(new HtmlEverywhere()) { BaseAddress = new Uri("http://other.example/") };
        var thrown = await Assert.ThrowsAsync<FleetRequestException>(() => new FleetClient(elsewhere).ViewAsync(default));
        Assert.Contains("not Steadytrace's API", thrown.Message, StringComparison.Ordinal);
    }

    private static async Task RefusedAsync(HttpResponseMessage response, string says)
    {
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(FleetProblem.MediaType, response.Content.Headers.ContentType?.MediaType);
        var problem = JsonSerializer.Deserialize(await response.Content.ReadAsStringAsync(), FleetJson.Default.FleetProblem)!;
        Assert.Contains(says, problem.Title, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', problem.Title);
    }

    private async Task<HttpResponseMessage> PostAsync(string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address);
        request.Headers.Add(FleetRoutes.ConsentHeader, "1");
        return await _http.SendAsync(request);
    }

    private sealed class HtmlEverywhere : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage { Content = new StringContent("<html>", null, "text/html") });
    }
}
