using Steadytrace.Chaos.Load;
using Steadytrace.Chaos.Nodes;
using Steadytrace.Testing.Servers;

namespace Steadytrace.Chaos.Ending;

/// <summary>After the chaos: waits until everything is published, and reckons.</summary>
/// <param name="datacenter">Healed, with no load.</param>
/// <param name="say">A line for each step.</param>
internal sealed class Settling(Datacenter datacenter, Action<string> say)
{
    private const string Tail = Datacenter.Name + ".";
    private readonly List<string> _wrongs = [];

    /// <summary>Reads the whole record, and compares.</summary>
    public async Task<(IReadOnlyDictionary<string, SourceReckoning> Sources, IReadOnlyList<string> Wrongs)> ReckonAsync(CancellationToken cancellation)
    {
        // Nobody has read from this queue before: it holds every message of the run, in the order of the broker.
        await using var record = await QueueReader.OpenAsync(datacenter.Broker.Uri, Datacenter.Record);
        await PublishedAsync(record, cancellation);
        await WholeAsync(cancellation);
        var tracers = await TracersAsync();
        await CarbonHasReadAsync(cancellation);
        await datacenter.EndRecordingAsync(cancellation);
        say("recorders ended");

        var sources = new Dictionary<string, SourceReckoning>();
        foreach (var (name, head, tail, own, isExact) in Sources())
            sources.Add(name, SourceReckoning.Of(head, tail, record.Last, Datacenter.IntervalSeconds, own.Spans(), tracers[name], isExact));
        foreach (var (line, before) in record.Changes) _wrongs.Add($"published twice with two values: {line}, before it {before}");
        foreach (var line in record.BadLines) _wrongs.Add($"no metric: {line}");
        await datacenter.Carbon.StopAsync();
        CompareWhisper(record);
        say($"{record.Messages} messages with {record.Lines} lines read");
        return (sources, _wrongs);
    }

    private IEnumerable<(string Name, string Head, string Tail, OwnCounts Own, bool IsExact)> Sources()
    {
        foreach (var (host, traced) in datacenter.TracedHosts)
        {
            yield return ($"lttng.{host}", $"{Datacenter.Interval}.lttng", Tail + host, traced.Calls, !traced.WasFilled);
            yield return ($"ftrace.{host}", $"{Datacenter.Interval}.ftrace", Tail + host, traced.Marks, !traced.WasFilled);
        }
    }

    private async Task PublishedAsync(QueueReader record, CancellationToken cancellation)
    {
        var missing = "";
        try
        {
            await Datacenter.HoldsAsync(
                () =>
                {
                    missing = string.Join(", ", Sources().Where(source => !SourceReckoning.IsComplete(source.Head, source.Tail, record.Last, Datacenter.IntervalSeconds, source.Own.Spans())).Select(source => source.Name));
                    return Task.FromResult(missing.Length == 0);
                },
                "publication", cancellation);
            say("all intervals published");
        }
        catch (TimeoutException)
        {
            _wrongs.Add($"not published within minutes after the end of all faults: {missing}");
            foreach (var failure in (await datacenter.ViewAsync(cancellation))?.Failures ?? []) say($"{failure.Node} {failure.Part}: {failure.LastMessage}");
        }
    }

    /// <summary>Cuts and deaths must not leave two clusters behind, each of which takes itself for the whole.</summary>
    private async Task WholeAsync(CancellationToken cancellation)
    {
        var apart = "";
        try
        {
            await Datacenter.HoldsAsync(
                async () =>
                {
                    var seen = await Task.WhenAll(datacenter.Nodes.Values.Select(async node => (node.Name, Up: await node.UpAsync(cancellation))));
                    apart = string.Join(", ", seen.Where(node => node.Up != datacenter.Nodes.Count).Select(node => $"{node.Name} sees {node.Up}"));
                    return apart.Length == 0;
                },
                "one cluster", cancellation);
            say("one cluster, all nodes in it");
        }
        catch (TimeoutException)
        {
            _wrongs.Add($"not one cluster of {datacenter.Nodes.Count} nodes, minutes after the end of all faults: {apart}");
        }
    }

    private async Task<Dictionary<string, TracersCount?>> TracersAsync()
    {
        var counts = new Dictionary<string, TracersCount?>();
        foreach (var (host, traced) in datacenter.TracedHosts)
        {
            counts.Add($"lttng.{host}", await traced.LttngCountAsync());
            counts.Add($"ftrace.{host}", traced.KernelCount());
        }

        return counts;
    }

    private Task CarbonHasReadAsync(CancellationToken cancellation) => Datacenter.HoldsAsync(
        async () => (await datacenter.Broker.ControlAsync("list_queues", "name", "messages")).Split('\n').Any(line => line.Split('\t') is [Datacenter.Graphite, "0"]),
        "the bridge has moved all messages", cancellation);

    /// <summary>Up to the last burst: what comes after it may be on the way when carbon stops.</summary>
    private void CompareWhisper(QueueReader record)
    {
        var until = Sources().Select(source => source.Own.Spans()).Where(spans => spans.Count > 0).Select(spans => spans[^1].Until).DefaultIfEmpty(0).Max();
        var (compared, wrong) = (0, 0);
        foreach (var metric in record.Last.GroupBy(line => line.Key.Name))
        {
            var path = Path.Combine(datacenter.Carbon.WhisperFolder, metric.Key.Replace('.', '/') + ".wsp");
            var kept = File.Exists(path) ? WhisperFile.Read(path) : new Dictionary<long, double>();
            foreach (var ((name, time), value) in metric.Where(line => line.Key.UnixSeconds < until))
            {
                compared++;
                if (kept.TryGetValue(time, out var found) && found == value) continue;
                if (wrong++ < 10) _wrongs.Add($"whisper has {(kept.ContainsKey(time) ? $"{found}" : "nothing")} for {name} at {time}, published is {value}");
            }
        }

        if (wrong > 10) _wrongs.Add($"whisper: {wrong - 10} more");
        if (compared == 0) _wrongs.Add("whisper: nothing to compare");
        say($"{compared} values of whisper compared");
    }
}
