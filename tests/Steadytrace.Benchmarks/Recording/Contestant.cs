namespace Steadytrace.Benchmarks.Recording;

/// <summary>One of those that are compared.</summary>
/// <param name="Name">As the table calls it.</param>
/// <param name="StartAsync">Starts recording.</param>
/// <param name="IsOurs">Started once for all rates, and warmed up as a program is that runs for months. The others need no warmth, and start with an empty file at each rate.</param>
internal sealed record Contestant(string Name, Func<Task<IRecording>> StartAsync, bool IsOurs = false);
