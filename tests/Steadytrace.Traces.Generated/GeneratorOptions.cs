namespace Steadytrace.Traces.Generated;

/// <summary>Limits of a generated trace.</summary>
public sealed record GeneratorOptions
{
    /// <summary>Stream classes, and files of each.</summary>
    public int MaximumStreams { get; init; } = 3;

    public int MaximumPackets { get; init; } = 4;

    /// <summary>Per packet.</summary>
    public int MaximumEvents { get; init; } = 10;

    /// <summary>Per scope, besides those that mean something.</summary>
    public int MaximumFields { get; init; } = 4;

    /// <summary>
    /// Only what babeltrace2 2.0.4 reads of CTF 1.8 too: no signs and brackets about numbers, tags named by a single word of their own scope,
    /// lengths of other scopes by their whole path, no fields of one's own in packet headers, event headers and event contexts (lengths and tags
    /// there end it by a signal), no empty names (it takes the text before them), no empty payloads (it loses the last of them in a file), no two
    /// packets of a stream with one begin (where it merges files or directories it sorts each before the other that came first, and the counter of lost
    /// events steps back), and no such counter that wraps (it takes each for one of 64 bits).
    /// </summary>
    public bool IsForBabeltrace { get; init; }

    /// <summary>Structures without fields, of a hundred.</summary>
    public int EmptyStructuresPercent { get; init; } = 5;

    /// <summary>Elements of a hundred sequences that hold nothing but another sequence: where its length stands outside and is 0, they take no room, though they have a field.</summary>
    public int HollowElementsPercent { get; init; }

    /// <summary>CTF 2: the metadata is JSON.</summary>
    public bool IsJson { get; init; }

    /// <summary>A trace that a person can read, for failures.</summary>
    public static GeneratorOptions Small { get; } = new() { MaximumStreams = 1, MaximumPackets = 1, MaximumEvents = 2, MaximumFields = 1 };
}
