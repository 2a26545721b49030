using Steadytrace.Traces;
using Steadytrace.Traces.Generated;

namespace Steadytrace.Fuzz.Kinds;

/// <summary>Generated CTF traces of which the metadata, a stream, or an index is damaged.</summary>
/// <param name="folder">Where to put them.</param>
/// <param name="choose">The files that may be damaged.</param>
/// <param name="isText">They are texts.</param>
internal sealed class CtfKind(string folder, Func<string, bool> choose, bool isText) : IKind
{
    private static readonly GeneratorOptions Options = new() { MaximumStreams = 2, MaximumPackets = 3, MaximumEvents = 6, MaximumFields = 3 };
    private readonly List<string> _files = [];
    private string? _damaged;
    private GeneratedTrace _trace = TraceGenerator.Make(0, Options);
    private GeneratedTrace _other = TraceGenerator.Make(1, Options);

    public void Begin(ulong seed)
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
        _other = _trace;
        do _trace = TraceGenerator.Make(seed++ << 8, Options);
        while (_trace.Files.Keys.Count(file => choose(file)) == 0 || _trace.Files.Count > 6);
        _trace.Write(folder);
        _files.Clear();
        _damaged = null;
        _files.AddRange(_trace.Files.Keys.Where(choose));
    }

    public bool Try(Chance chance)
    {
        var name = chance.OneOf(_files);
        var (sound, mutator) = (_trace.Files[name], new Mutator(chance));
        var other = _other.Files.Values.ElementAt(chance.Below(_other.Files.Count));
        var path = Path.Combine(folder, name);
        if (_damaged is not null && _damaged != name) File.WriteAllBytes(Path.Combine(folder, _damaged), _trace.Files[_damaged]);
        _damaged = name;
        File.WriteAllBytes(path, isText ? mutator.Text(sound, other) : mutator.Bytes(sound, other));
        if (name.EndsWith(".idx", StringComparison.Ordinal)) Verdict.Guarded(() => StreamTails.Read(folder));
        return Verdict.Judge(folder, bySecond: chance.Percent(60), hasTwoReaders: true);
    }
}
