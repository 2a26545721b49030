namespace Steadytrace.Cluster.Messages;

/// <summary>A slice of an encoded tally.</summary>
/// <param name="Index">Which, from 0.</param>
/// <param name="Count">Of how many.</param>
/// <param name="Hash">SHA-256 of the whole encoded tally: only a whole set with one hash counts.</param>
/// <param name="Bytes">The slice.</param>
public sealed record TallyPart(int Index, int Count, byte[] Hash, byte[] Bytes);
