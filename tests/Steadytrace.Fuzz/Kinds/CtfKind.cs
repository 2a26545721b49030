using Steadytrace.Traces;
using Steadytrace.Traces.Generated;

namespace Steadytrace.Fuzz.Kinds;

/// <summary>Generated CTF traces of which the metadata, a stream, or an index is damaged.</summary>
/// <param name="folder">Where to put them.</param>
/// <param name="choose">The files that may be damaged.</param>
/// <param name="isText">They are texts.</param>
/// <param name="isJson">The traces are CTF 2.</param>
internal sealed class CtfKind(InputFolder folder, Func<string, bool> choose, bool isText, bool isJson) : IKind
{
    private readonly GeneratorOptions _options = new() { MaximumStreams = 2, MaximumPackets = 3, MaximumEvents = 6, MaximumFields = 3, EmptyStructuresPercent = 30, HollowElementsPercent = 30, IsJson = isJson };
    private readonly List<string> _files = [];
    private GeneratedTrace? _trace;
    private GeneratedTrace? _other;

    public void Begin(ulong seed)
    {
        // Of the seed too: a case is the same whatever was tried before it.
        _other = TraceGenerator.Make(~seed, _options);
        do _trace = TraceGenerator.Make(seed++ << 8, _options);
        while (_trace.Files.Keys.Count(file => choose(file)) == 0 || _trace.Files.Count > 6);
        folder.Begin(_trace.Files);
        _files.Clear();
        _files.AddRange(_trace.Files.Keys.Where(choose));
    }

    public bool Try(Chance chance)
    {
        var name = chance.OneOf(_files);
        var (sound, mutator) = (folder.Sound(name), new Mutator(chance));
        var other = _other!.Files.Values.ElementAt(chance.Below(_other.Files.Count));
        // Lengths are few among all bytes, and what a large one does is seen only where nothing else is wrong before.
        var isLength = _trace!.Lengths.TryGetValue(name, out var lengths) && lengths.Count > 0 && chance.Percent(15);
        folder.Damage(name, isLength ? mutator.Length(sound, chance.OneOf(lengths!)) : isText ? mutator.Text(sound, other) : mutator.Bytes(sound, other));
        if (name.EndsWith(".idx", StringComparison.Ordinal)) Verdict.Guarded(() => StreamTails.Read(folder.Path));
        return Verdict.Judge(folder, bySecond: chance.Percent(60), hasTwoReaders: true);
    }
}
