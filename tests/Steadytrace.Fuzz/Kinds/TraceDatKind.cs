using Steadytrace.Testing;
using Steadytrace.Traces.Ftrace;
using Steadytrace.Traces.Generated;
using ZstdSharp;

namespace Steadytrace.Fuzz.Kinds;

/// <summary>Files of trace-cmd, of versions 6 and 7, plain and compressed, that are damaged as they are, or before they are compressed.</summary>
internal sealed class TraceDatKind(InputFolder folder) : IKind
{
    private const string FileName = "trace.dat";

    private byte[][] _cpus = [];
    private FtraceDescription _description = FtracePieces.Description(little: true, longBytes: 8, pageBytes: 4096);
    private int _longBytes;
    private int _form;

    public void Begin(ulong seed)
    {
        var chance = new Chance(seed);
        var (little, pageBytes) = (chance.Percent(80), chance.Pick(1024, 4096));
        (_form, _longBytes) = (chance.Below(4), chance.Percent(80) ? 8 : 4);
        _description = FtracePieces.Description(little, _longBytes, pageBytes);
        _cpus = [Pages(), Pages()];
        folder.Begin(new Dictionary<string, byte[]> { [FileName] = File(_description.Events[0].Format, FtracePieces.Names, _cpus) });

        byte[] Pages() => [.. Enumerable.Range(0, chance.Between(1, 2)).SelectMany(_ => FtracePieces.Page(chance, little, _longBytes, pageBytes))];
    }

    public bool Try(Chance chance)
    {
        var (sound, mutator) = (folder.Sound(FileName), new Mutator(chance));
        var damaged = chance.Below(10) switch
        {
            0 => File(Damaged(_description.Events[0].Format), FtracePieces.Names, _cpus),
            1 => File(_description.Events[0].Format, Damaged(FtracePieces.Names), _cpus),
            2 or 3 => File(_description.Events[0].Format, FtracePieces.Names, [mutator.Bytes(_cpus[0], _cpus[1]), _cpus[1]]),
            _ => mutator.Bytes(sound, sound),
        };
        folder.Damage(FileName, damaged);
        return Verdict.Judge(folder, bySecond: chance.Percent(60), hasTwoReaders: false);

        string Damaged(string text) => System.Text.Encoding.Latin1.GetString(mutator.Text(System.Text.Encoding.Latin1.GetBytes(text), []));
    }

    private byte[] File(string firstFormat, string names, byte[][] cpus)
    {
        var events = _description.Events.Select((one, index) => (one.System, index == 0 ? firstFormat : one.Format)).ToList();
        var builder = new TraceDatBuilder
        {
            LittleEndian = _description.LittleEndian, LongBytes = (byte)_longBytes, PageBytes = _description.PageBytes, HeaderPage = _description.HeaderPage,
            HeaderEvent = _description.HeaderEvent, Events = events, Names = names, Buffers = [("", cpus), ("other", [cpus[1]])],
        };
        return _form switch
        {
            0 => builder.Version6(),
            1 => builder.Version7("none", null),
            2 => builder.Version7("zstd", Zstd),
            _ => builder.Version7("zlib", TraceDatBuilder.Zlib),
        };
    }

    private static byte[] Zstd(byte[] plain)
    {
        using var compressor = new Compressor();
        return compressor.Wrap(plain).ToArray();
    }
}
