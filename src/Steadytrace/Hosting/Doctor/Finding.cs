namespace Steadytrace.Hosting.Doctor;

/// <summary>One thing that was looked at.</summary>
/// <param name="What">The thing, in a word or two.</param>
/// <param name="State">How it is.</param>
/// <param name="Found">What was found, in one line.</param>
/// <param name="Mend">The one command that mends it; null where nothing lacks, or no command would help.</param>
internal sealed record Finding(string What, FindingState State, string Found, string? Mend = null)
{
    public static Finding Well(string what, string found) => new(what, FindingState.Well, found);

    public static Finding Note(string what, string found, string? mend = null) => new(what, FindingState.Note, found, mend);

    public static Finding Lack(string what, string found, string? mend = null) => new(what, FindingState.Lack, found, mend);

    /// <summary>The same where nobody asked for the thing: a lack of it is worth a note.</summary>
    public Finding AsNote() => State == FindingState.Lack ? this with { State = FindingState.Note } : this;
}
