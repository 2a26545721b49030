using System.Diagnostics;
using Steadytrace.Testing.Servers;

namespace Steadytrace.EndToEnd.Tests;

/// <summary>When each interval of each host first arrived at the consumer, and how late that was.</summary>
/// <remarks>
/// An interval is in time while the next one lasts, and late by one while the one after that does. What the machine itself is late, as a task sees that wants to be woken ten times
/// a second, is nobody's lateness and is taken off.
/// </remarks>
internal sealed class Arrivals(QueueReader reader, TimeSpan interval)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);
    private readonly Dictionary<(string Name, long UnixSeconds), TimeSpan> _late = [];
    private readonly SortedList<long, TimeSpan> _delays = [];
    private TimeSpan _delay;

    /// <summary>The longest time from an interval's end to its arrival.</summary>
    public TimeSpan Latest => _late.Values.DefaultIfEmpty().Max();

    /// <summary>What the machine was late in all.</summary>
    public TimeSpan OfMachine => _delay;

    /// <summary>Intervals that were late by more than one.</summary>
    public IReadOnlyList<string> Late { get; private set; } = [];

    /// <summary>Looks until it is told that there is enough.</summary>
    public async Task WatchAsync(CancellationToken enough)
    {
        var late = new List<string>();
        while (!enough.IsCancellationRequested)
        {
            var slept = Stopwatch.StartNew();
            await Task.Delay(Look, CancellationToken.None);
            if (slept.Elapsed > 2 * Look) _delay += slept.Elapsed - Look;
            var now = DateTimeOffset.UtcNow;
            _delays[now.ToUnixTimeSeconds()] = _delay;
            foreach (var key in reader.Last.Keys.Where(key => key.Name.Contains(".ledger.counted.", StringComparison.Ordinal) && !_late.ContainsKey(key)).ToList())
            {
                var end = DateTimeOffset.FromUnixTimeSeconds(key.UnixSeconds) + interval;
                _late[key] = now - end;
                var ofMachine = _delay - _delays.Where(delay => delay.Key <= end.ToUnixTimeSeconds()).Select(delay => delay.Value).LastOrDefault();
                if (now - end - ofMachine > 2 * interval) late.Add($"{key.Name} {key.UnixSeconds}: {(now - end).TotalSeconds:0.0} s after its end, {ofMachine.TotalSeconds:0.0} s of them the machine's");
            }
        }

        Late = late;
    }
}
