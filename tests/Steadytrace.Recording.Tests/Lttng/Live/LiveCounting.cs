using Steadytrace.Recording.Lttng.Live;
using Steadytrace.Testing;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Recording.Tests.Lttng.Live;

/// <summary>All that a live session yielded so far.</summary>
public sealed class LiveCounting : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource _enough = new(Patience);
    private readonly IAsyncEnumerator<LttngLiveTally> _tallies;

    public LiveCounting(LttngLiveSession session) => _tallies = session.CountAsync(_enough.Token).GetAsyncEnumerator(_enough.Token);

    public Tally Counts { get; } = new();

    public List<string> Problems { get; } = [];

    /// <summary>How many tallies held something.</summary>
    public int Pieces { get; private set; }

    /// <summary>The last tally.</summary>
    public LttngLiveTally? Last { get; private set; }

    /// <summary>Calls of the traced program.</summary>
    public long Calls => ByPair.GetValueOrDefault((TracedProgram.Event, TracedProgram.ProcessName));

    /// <summary>Events by name and process.</summary>
    public IReadOnlyDictionary<(string Event, string Process), long> ByPair => Counts.Intervals.Values.Append(Counts.Untimed)
        .SelectMany(interval => interval.ByPair).GroupBy(pair => (pair.Key.Event.Name, pair.Key.Process)).ToDictionary(pairs => pairs.Key, pairs => pairs.Sum(pair => pair.Value));

    /// <summary>Takes tallies until a condition holds.</summary>
    public async Task UntilAsync(Func<bool> holds, string what)
    {
        while (!holds()) Assert.True(await NextAsync(what), $"the session ended before {what}; {this}");
    }

    /// <summary>Takes tallies until the session ends.</summary>
    public async Task EndAsync()
    {
        while (await NextAsync("the end of the session")) continue;
    }

    public async ValueTask DisposeAsync()
    {
        await _tallies.DisposeAsync();
        _enough.Dispose();
    }

    public override string ToString() => $"{Counts.Events} events, {Counts.Lost} lost, {string.Join("; ", Problems)}";

    private async Task<bool> NextAsync(string what)
    {
        try
        {
            if (!await _tallies.MoveNextAsync()) return false;
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"not within {Patience.TotalSeconds} s: {what}; {this}");
        }

        Last = _tallies.Current;
        if (Last.Counts.Packets > 0) Pieces++;
        Counts.Add(Last.Counts);
        Problems.AddRange(Last.Problems);
        return true;
    }
}
