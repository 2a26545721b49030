using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Steadytrace.Cluster.Aggregation;
using Steadytrace.Cluster.Dispatch;
using Steadytrace.Cluster.Fleet;
using Steadytrace.Cluster.Parsing;
using Steadytrace.Cluster.Tests.Aggregation;
using Steadytrace.Cluster.Tests.Parsing;
using Steadytrace.Cluster.Tests.Tracing;
using Steadytrace.Cluster.Tracing;
using Steadytrace.Cluster.Trust;
using Steadytrace.Metrics.Trust;
using Steadytrace.Recording.Spool;
using Steadytrace.Testing;
using Steadytrace.Traces;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Cluster.Tests.Hosting;

/// <summary>Several nodes that know each other by nothing but sockets; a real trace goes through all of them.</summary>
public sealed class ClusterTests : IAsyncLifetime
{
    private const string Trace = "kernel-big-endian";
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);
    private readonly List<TestNode> _nodes = [];
    private readonly TemporaryFolder _folder = new();
    private readonly ScriptedBroker _broker = new();
    private readonly ScriptedTracer _tracer = new(TimeProvider.System);
    private readonly int[] _ports = FreePort.Several(4);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var node in _nodes) await node.DisposeAsync();
        _folder.Dispose();
    }

    [SharedTraceFact]
    public async Task Three_nodes_of_one_role_each_publish_exactly_what_the_trace_holds()
    {
        Record(chunks: 3);
        await StartAsync("aggregator", NodeRoles.Aggregator);
        await StartTracedElsewhereAsync();

        await StartAsync("parser", NodeRoles.Parser);

        await PublishedAsync(chunks: 3);
    }

    [SharedTraceFact]
    public async Task Three_nodes_that_speak_by_TLS_alone_publish_exactly_what_the_trace_holds()
    {
        var authority = TestAuthority.Make(_folder["tls"]);
        NodeOptions Secure(NodeOptions options)
        {
            var (certificate, key) = authority.Sign("127.0.0.1");
            return options with { Certificate = NodeCertificate.Read(certificate, key, Authority.Read(authority.File)) };
        }

        Record(chunks: 2);
        await StartAsync("aggregator", NodeRoles.Aggregator, Secure);
        await StartTracedElsewhereAsync(Secure);

        await StartAsync("parser", NodeRoles.Parser, Secure);

        await PublishedAsync(chunks: 2);
    }

    [SharedTraceFact]
    public async Task A_parser_that_dies_on_the_way_costs_no_event_and_counts_none_twice()
    {
        Record(chunks: 12);
        await StartAsync("aggregator", NodeRoles.Aggregator);
        await StartTracedElsewhereAsync();
        var dying = await StartAsync("parser-1", NodeRoles.Parser);
        await Eventually.HoldsAsync(async () => (await dying.Fleet.ViewAsync(default)).Pools.Any(pool => pool.Chunks > 0), "the first parser counts", Soon);

        await dying.KillAsync();
        await StartAsync("parser-2", NodeRoles.Parser);

        await PublishedAsync(chunks: 12);
    }

    [SharedTraceTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_parser_that_a_person_has_leave_or_declares_down_ends_and_another_counts_what_is_left(bool down)
    {
        Record(chunks: 12);
        var aggregator = await StartAsync("aggregator", NodeRoles.Aggregator);
        await StartTracedElsewhereAsync();
        var removed = await StartAsync("parser-1", NodeRoles.Parser);
        await Eventually.HoldsAsync(async () => (await aggregator.Fleet.ViewAsync(default)).Pools.Any(pool => pool.Chunks > 0), "the first parser counts", Soon);

        var answer = await aggregator.Fleet.RemoveNodeAsync("parser-1", down, default);

        Assert.True(answer.Done, answer.Message);
        await removed.System.WhenTerminated.WaitAsync(Soon);
        await Eventually.HoldsAsync(async () => (await aggregator.Fleet.ViewAsync(default)).Nodes.All(node => node.Host != "parser-1"), "it is no member", Soon);
        await StartAsync("parser-2", NodeRoles.Parser);
        await PublishedAsync(chunks: 12);
    }

    [SharedTraceTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_aggregator_that_a_person_has_leave_or_declares_down_is_followed_by_another(bool down)
    {
        Record(chunks: 3);
        _broker.Holds = true;
        var first = await StartAsync("aggregator", NodeRoles.Aggregator);
        var second = await StartAsync("second", NodeRoles.Aggregator);
        await StartAsync("both", $"{NodeRoles.Tracer},{NodeRoles.Parser}");
        await Eventually.HoldsAsync(() => !_broker.Sent.IsEmpty, "something is sent and not confirmed", Soon);

        _broker.Holds = false;
        var answer = await second.Fleet.RemoveNodeAsync("aggregator", down, default);

        Assert.True(answer.Done, answer.Message);
        await first.System.WhenTerminated.WaitAsync(Soon);
        await PublishedAsync(chunks: 3);
    }

    [SharedTraceFact]
    public async Task A_new_aggregator_gets_everything_that_the_dead_one_had_not_published()
    {
        Record(chunks: 3);
        _broker.Holds = true;
        await StartAsync("aggregator", NodeRoles.Aggregator);
        await StartAsync("second", NodeRoles.Aggregator);
        await StartAsync("both", $"{NodeRoles.Tracer},{NodeRoles.Parser}");
        await Eventually.HoldsAsync(() => !_broker.Sent.IsEmpty, "something is sent and not confirmed", Soon);

        _broker.Holds = false;
        await _nodes[0].StopAsync();

        await PublishedAsync(chunks: 3);
    }

    [SharedTraceFact]
    public async Task Chunks_that_were_compressed_while_they_waited_are_counted_by_a_parser_elsewhere()
    {
        Record(chunks: 2);
        await StartAsync("aggregator", NodeRoles.Aggregator);
        await StartTracedElsewhereAsync(Compressing);
        await CompressedAsync(chunks: 2);

        await StartAsync("parser", NodeRoles.Parser);

        await PublishedAsync(chunks: 2);
    }

    [SharedTraceFact]
    public async Task Chunks_that_were_compressed_while_they_waited_are_counted_on_their_own_host()
    {
        Record(chunks: 2);
        await StartAsync("aggregator", NodeRoles.Aggregator);
        await StartAsync("traced", NodeRoles.Tracer, Compressing);
        await CompressedAsync(chunks: 2);

        await StartAsync("parser", NodeRoles.Parser);

        await PublishedAsync(chunks: 2);
        await Eventually.HoldsAsync(() => !Directory.EnumerateFiles(_folder["work"], "*", SearchOption.AllDirectories).Any(), "what was unpacked is gone", Soon);
    }

    [SharedTraceFact]
    public async Task Chunk_bytes_are_given_only_for_the_clusters_credential_and_only_from_the_spool()
    {
        Record(chunks: 1);
        var traced = await StartAsync("traced", NodeRoles.Tracer);
        ChunkView? chunk = null;
        await Eventually.HoldsAsync(
            async () => (chunk = (await traced.Fleet.ChunksAsync("traced", 10, default)).FirstOrDefault(waits => waits is { State: "closed" or "offered", Bytes: > 0 })) is not null, "a chunk waits", Soon);
        var data = _folder[$"spool/scripted/{chunk!.Run}/{chunk.Number}/data"];
        var file = Directory.EnumerateFiles(data, "*", SearchOption.AllDirectories).First();
        var path = $"chunks/scripted/{chunk.Run}/{chunk.Number}/{Path.GetRelativePath(data, file)}";

        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(traced, path, token: null));
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(traced, path, "another credential"));
        Assert.Equal(HttpStatusCode.OK, await GetAsync(traced, path, TestNode.Token));
        await File.WriteAllTextAsync(_folder["spool/secret"], "nobody's business");
        foreach (var outside in new[]
        {
            $"scripted/{chunk.Run}/{chunk.Number}/..%2Fmanifest.json", $"scripted/{chunk.Run}/{chunk.Number}/%2e%2e%2fmanifest.json", $"scripted/{chunk.Run}/{chunk.Number}/..%5Cmanifest.json",
            $"scripted/{chunk.Run}/{chunk.Number}/..%2F..%2F..%2F..%2Fsecret", $"scripted/{chunk.Run}/{chunk.Number}/%2Fetc%2Fpasswd", $"scripted/{chunk.Run}/{chunk.Number}//etc/passwd",
            $"scripted/{chunk.Run}/{chunk.Number}/x%00y", $"scripted/{chunk.Run}/{chunk.Number}/", $"scripted/{chunk.Run}/-1/metadata", $"scripted/9999999999999999999999/1/metadata",
            $"%2e%2e/{chunk.Run}/{chunk.Number}/metadata", $"..%2Fspool/{chunk.Run}/{chunk.Number}/metadata", $"scripted%2F{chunk.Run}/{chunk.Number}/data/metadata", "secret",
        })
            Assert.Contains(await GetAsync(traced, $"chunks/{outside}", TestNode.Token), new[] { HttpStatusCode.NotFound, HttpStatusCode.BadRequest });

        // A part of a file is not to be had, so nobody can keep the node busy with a million of them in one request.
        using var http = new HttpClient { DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", TestNode.Token) } };
        using var part = new HttpRequestMessage(HttpMethod.Get, new Uri(traced.Address, path)) { Headers = { Range = new RangeHeaderValue(0, 0) } };
        using var answer = await http.SendAsync(part);
        Assert.Equal((HttpStatusCode.OK, new FileInfo(file).Length), (answer.StatusCode, (await answer.Content.ReadAsByteArrayAsync()).LongLength));
    }

    [SharedTraceFact]
    public async Task A_parser_with_another_credential_counts_nothing_and_the_chunk_waits_for_one_that_may()
    {
        Record(chunks: 1);
        await StartAsync("aggregator", NodeRoles.Aggregator);
        await StartTracedElsewhereAsync();
        var stranger = await StartAsync("stranger", NodeRoles.Parser, options => options with { ClusterToken = "another credential" });
        await Eventually.HoldsAsync(async () => (await stranger.Fleet.ChunksAsync("traced", 10, default)).Any(chunk => chunk.State is "closed" or "offered"), "the chunk waits", Soon);

        await StartAsync("parser", NodeRoles.Parser);

        await PublishedAsync(chunks: 1);
        Assert.DoesNotContain((await stranger.Fleet.ViewAsync(default)).Pools, pool => pool.Host == "stranger" && pool.Chunks > 0);
    }

    [Fact]
    public async Task A_spool_that_another_process_holds_ends_the_start()
    {
        using var other = SpoolLock.Take(_folder["spool"]);

        var failure = await Assert.ThrowsAsync<SpoolException>(() => StartAsync("traced", NodeRoles.Tracer));

        Assert.Contains(_folder["spool"], failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_node_that_stops_ends_its_recorder_or_leaves_it(bool ends)
    {
        await StartAsync("traced", NodeRoles.Tracer, options => options with { Tracer = options.Tracer with { EndRecordersAtStop = ends } });
        await Eventually.HoldsAsync(() => _tracer.IsRecording, "it records", Soon);

        await _nodes[0].StopAsync();

        Assert.Equal(!ends, _tracer.IsRecording);
    }

    [Fact]
    public async Task A_node_whose_spool_failed_still_ends_its_recorder()
    {
        await StartAsync("traced", NodeRoles.Tracer, options => options with { Tracer = options.Tracer with { EndRecordersAtStop = true, MinBackoff = TimeSpan.FromMinutes(1) } });
        await Eventually.HoldsAsync(() => _tracer.IsRecording, "it records", Soon);
        _nodes[0].System.ActorSelection("/user/tracer").Tell(new RunLost(Run: 99));
        await Eventually.HoldsAsync(async () => (await _nodes[0].Fleet.ViewAsync(default)).Failures.Any(failure => failure.Part == "spool scripted"), "the spool fails", Soon);

        await _nodes[0].StopAsync();

        Assert.False(_tracer.IsRecording);
    }

    private async Task<TestNode> StartAsync(string host, string role, Func<NodeOptions, NodeOptions>? more = null)
    {
        var node = await TestNode.StartAsync(host, role, _ports[_nodes.Count], _ports[0], options =>
        {
            options = options with
            {
                Aggregator = new AggregatorOptions { Publisher = _broker.Make, AskEvery = TimeSpan.FromMilliseconds(200), MinBackoff = TimeSpan.FromMilliseconds(100) },
                Lease = new LeaseOptions { Duration = TimeSpan.FromSeconds(5) },
                Pool = new PoolOptions { Workers = 1, WorkDirectory = _folder["work"], AskEvery = TimeSpan.FromMilliseconds(100) },
                Tracer = new TracerOptions
                {
                    SpoolDirectory = _folder["spool"], Recorders = [_tracer.Maker(chunkLength: _tracer.EndsWithItsChunks ? TimeSpan.Zero : null)],
                    MinBackoff = TimeSpan.FromMilliseconds(100), RepeatAfter = TimeSpan.FromMilliseconds(500),
                },
            };
            return more?.Invoke(options) ?? options;
        });
        _nodes.Add(node);
        return node;
    }

    /// <summary>A tracer whose spool no parser of this machine takes for one on its own disk: bytes come over HTTP.</summary>
    private async Task StartTracedElsewhereAsync(Func<NodeOptions, NodeOptions>? more = null)
    {
        await StartAsync("traced", NodeRoles.Tracer, more);
        await Eventually.HoldsAsync(() => File.Exists(_folder["spool/scripted/format"]), "the spool has its name, and is opened by it", Soon);
        await File.WriteAllTextAsync(_folder["spool/id"], "another machine's");
    }

    private static NodeOptions Compressing(NodeOptions options) => options with { Tracer = options.Tracer with { SpoolCompressAfter = TimeSpan.FromSeconds(1) } };

    private async Task CompressedAsync(int chunks)
    {
        var traced = _nodes[^1].Fleet;
        await Eventually.HoldsAsync(
            async () => (await traced.ChunksAsync("traced", 10, default)).Count(chunk => chunk.CompressedBytes is { } bytes && bytes < chunk.Bytes) == chunks, "all chunks are compressed", Soon);
        Assert.Empty(Directory.EnumerateDirectories(_folder["spool/scripted"], "data", SearchOption.AllDirectories));
    }

    /// <summary>The same trace in each chunk: its times come again and again, so no chunk but the last ends anything.</summary>
    private void Record(int chunks)
    {
        var times = TraceCounter.Count(SharedTraces.Path(Trace), new CountOptions { Interval = IntervalLength.OneMinute }).Tally.Intervals.Keys.ToList();
        var (begin, end) = (times.Min() * 1_000_000_000, (times.Max() + 60) * 1_000_000_000);
        (_tracer.BeganUnixNs, _tracer.EndUnixNs, _tracer.LastUnixNs, _tracer.EndsWithItsChunks) = (begin, others => others ? begin : end, end, true);
        for (var chunk = 0; chunk < chunks; chunk++) _tracer.Chunks.Enqueue(folder => PoolActorTests.CopyTrace(Trace, folder));
    }

    private async Task PublishedAsync(int chunks)
    {
        using var oracle = JsonDocument.Parse(File.ReadAllText(SharedTraces.Path($"expected/{Trace}.json")));
        var expected = oracle.RootElement.GetProperty("byEvent").EnumerateObject().Select(count => count.Value.GetInt64()).Sum() * chunks;
        await Eventually.HoldsAsync(() => LastValues(".events.") >= expected, $"{expected} events are published, not {LastValues(".events.")}", Soon);
        Assert.Equal(expected, LastValues(".events."));
        Assert.Equal(expected, LastValues(".procname."));
        Assert.Equal((expected, 0), (LastValues(".ledger.counted."), LastValues(".ledger.partial.")));
        var switches = oracle.RootElement.GetProperty("byEvent").GetProperty("sched_switch").GetInt64() * chunks;
        Assert.Equal(switches, LastValues(".events.sched.sched_switch."));
    }

    /// <summary>What a consumer has: the last value per name and timestamp, added up.</summary>
    private double LastValues(string part) => _broker.Sent.SelectMany(batch => batch.Lines)
        .Where(line => line.Name.Contains(part, StringComparison.Ordinal))
        .GroupBy(line => (line.Name, line.UnixSeconds)).Sum(group => group.Last().Value);

    private static async Task<HttpStatusCode> GetAsync(TestNode node, string path, string? token)
    {
        using var http = new HttpClient();
        if (token is not null) http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await http.GetAsync(new Uri(node.Address, path));
        return response.StatusCode;
    }
}
