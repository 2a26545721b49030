using Steadytrace.Traces.Tallies;

namespace Steadytrace.Recording.Lttng.Live;

/// <summary>What a live session yielded since the tally before this one. All of them add up to the tally of the packets that the relay daemon sent.</summary>
/// <param name="Counts">By intervals of one second, with losses and (of kernel traces) CPU time; a second may get more in later tallies. Events of streams without a clock are in <see cref="Tally.Untimed"/>.</param>
/// <param name="CompleteUntilUnixNs">
/// All events before this time, in Unix nanoseconds, of the streams that are known by now are counted; null while one of them has not told how far it is. A stream that is
/// announced later, of a program that has just begun, may still have earlier ones.
/// </param>
/// <param name="Streams">How many streams are followed.</param>
/// <param name="Problems">What could not be read or had since the tally before, one line each; empty when all is well.</param>
public sealed record LttngLiveTally(Tally Counts, long? CompleteUntilUnixNs, int Streams, IReadOnlyList<string> Problems);
