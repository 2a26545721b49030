namespace Steadytrace.Recording;

/// <summary>One recorder on one host: what a ledger, a published-through and a sequence of runs belong to.</summary>
/// <param name="Host">The traced host.</param>
/// <param name="Recorder">The recorder's name: <c>lttng</c>, <c>ftrace</c> or <c>replay</c>.</param>
public readonly record struct SourceId(HostId Host, string Recorder)
{
    public override string ToString() => $"{Host}/{Recorder}";
}
