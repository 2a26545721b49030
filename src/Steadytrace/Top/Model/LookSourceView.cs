namespace Steadytrace.Top.Model;

/// <summary>A recorder of a host in a look for programs.</summary>
/// <param name="Problem">Why it is not counted, or not wholly; null when all is well.</param>
internal sealed record LookSourceView(string Host, string Recorder, long Events, long Lost, long LostPackets, string? Problem);
