namespace Steadytrace.Chaos.Load;

/// <summary>What a program did in some whole intervals together.</summary>
/// <param name="From">Start of the first interval, Unix seconds.</param>
/// <param name="Until">End of the last.</param>
/// <param name="Counts">By the middle part of a metric's name: <c>events.chaos.third0</c>.</param>
internal sealed record OwnSpan(long From, long Until, IReadOnlyDictionary<string, long> Counts);
