using Steadytrace.Testing;
using Steadytrace.Traces.Following;
using Steadytrace.Traces.Generated;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Traces.Tests.Following;

/// <summary>A trace that is written bit by bit, at any byte's border, while it is followed.</summary>
internal sealed class GrowingTrace(IReadOnlyDictionary<string, byte[]> files, ulong seed) : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Chance _chance = new(seed);
    private readonly Dictionary<string, int> _written = files.Keys.ToDictionary(file => file, _ => 0);

    public string Path => _folder.Path;

    /// <summary>The sum of all looks so far.</summary>
    public Tally Sum { get; } = new();

    /// <summary>Looks that found something.</summary>
    public int Fruitful { get; private set; }

    /// <summary>The least count that any look gave, and that any sum of them stood at.</summary>
    public long Least { get; private set; }

    public static GrowingTrace Of(string directory, ulong seed) => new(
        Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories).ToDictionary(file => System.IO.Path.GetRelativePath(directory, file), File.ReadAllBytes), seed);

    /// <summary>Writes all of a file.</summary>
    public void WriteWhole(Func<string, bool> which)
    {
        foreach (var file in files.Keys.Where(which)) Write(file, files[file].Length);
    }

    /// <summary>Writes a part of some file.</summary>
    public void WriteMore(int most)
    {
        var unfinished = _written.Where(pair => pair.Value < files[pair.Key].Length).Select(pair => pair.Key).Order(StringComparer.Ordinal).ToList();
        if (unfinished.Count == 0) return;
        var file = unfinished[_chance.Below(unfinished.Count)];
        Write(file, Math.Min(files[file].Length, _written[file] + 1 + _chance.Below(most)));
    }

    /// <summary>Writes a file anew, as a recorder does when it closes a chunk.</summary>
    public void Replace(string file, string text) => File.WriteAllText(System.IO.Path.Combine(Path, file), text);

    /// <summary>Grows to its end with looks in between, and is closed.</summary>
    /// <returns>The last look.</returns>
    public FollowedLook FollowToTheEnd(TraceFollower follower, int mostBytes, int looks = int.MaxValue, Action? closing = null)
    {
        for (; looks > 0 && _written.Any(pair => pair.Value < files[pair.Key].Length); looks--)
        {
            for (var pieces = _chance.Below(4); pieces >= 0; pieces--) WriteMore(mostBytes);
            Take(follower.Look(Path));
        }

        WriteWhole(_ => true);
        closing?.Invoke();
        var last = follower.End(Path);
        Take(last);
        return last;
    }

    public void Take(FollowedLook look)
    {
        if (look.Tally.Events > 0) Fruitful++;
        if (!look.IsCorrection) Least = Math.Min(Least, look.Tally.Intervals.Values.Append(look.Tally.Untimed).SelectMany(interval => interval.ByPair.Values).DefaultIfEmpty().Min());
        Sum.Add(look.Tally);
        Least = Math.Min(Least, Sum.Intervals.Values.Append(Sum.Untimed).SelectMany(interval => interval.ByPair.Values).DefaultIfEmpty().Min());
    }

    public void Dispose() => _folder.Dispose();

    private void Write(string file, int until)
    {
        var path = System.IO.Path.Combine(Path, file);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        using var stream = new FileStream(path, FileMode.Append);
        stream.Write(files[file].AsSpan(_written[file], until - _written[file]));
        _written[file] = until;
    }
}
