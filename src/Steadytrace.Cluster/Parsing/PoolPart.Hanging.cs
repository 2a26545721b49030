using Akka.Event;
using Steadytrace.Cluster.Messages;
using Steadytrace.Cluster.Node;

namespace Steadytrace.Cluster.Parsing;

/// <summary>Readers that hang: a thread cannot be ended from outside, but its chunk and, for the first of them, its worker's place go on.</summary>
public sealed partial class PoolPart
{
    private const string WorkerPart = "worker";
    private readonly HashSet<ChunkLeased> _hung = [];
    private readonly FailureBoard? _failures;

    private void Hang(CountedChunk counted)
    {
        _hung.Add(counted.Lease);
        var words = $"the reader of chunk {counted.Lease.Offer.Id} hangs ({_hung.Count} readers do, {_options.MaxHung} are replaced): restart the node when it has time, and report the chunk that was set aside";
        _failures?.Report(WorkerPart, words, staysDown: true);
        _log.Error("{0}", words);
    }

    private void EndHanging()
    {
        if (_hung.Count == 0) _failures?.Clear(WorkerPart);
        AskForWork();
    }
}
