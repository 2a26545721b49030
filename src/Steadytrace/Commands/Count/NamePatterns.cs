using Steadytrace.Metrics.Names;

namespace Steadytrace.Commands.Count;

/// <summary>Which names are wanted: those that fit a pattern, or any when only exclusions are given, and none that fits an exclusion.</summary>
/// <remarks><c>*</c> stands for any characters, also none; a <c>!</c> before a pattern excludes. Capital and small letters differ.</remarks>
internal sealed class NamePatterns
{
    private readonly List<ProcessGroup> _wanted;
    private readonly List<ProcessGroup> _excluded;

    public NamePatterns(string option, IReadOnlyList<string> patterns)
    {
        (Option, Patterns) = (option, patterns);
        _wanted = [.. patterns.Where(pattern => pattern[0] != '!').Select(Glob)];
        _excluded = [.. patterns.Where(pattern => pattern[0] == '!').Select(pattern => Glob(pattern[1..]))];
    }

    /// <summary>The option that gave them.</summary>
    public string Option { get; }

    /// <summary>As they were given.</summary>
    public IReadOnlyList<string> Patterns { get; }

    /// <summary>True when any name is wanted.</summary>
    public bool TakeAll => Patterns.Count == 0;

    public bool Take(string name) => (_wanted.Count == 0 || _wanted.Exists(glob => glob.Takes(name))) && !_excluded.Exists(glob => glob.Takes(name));

    /// <summary>As on a command line.</summary>
    public override string ToString() => string.Join(' ', Patterns.Select(pattern => $"{Option} '{pattern}'"));

    /// <summary>One meaning of <c>*</c> in the whole program.</summary>
    private static ProcessGroup Glob(string pattern) => new(pattern, pattern);
}
