using System.Text;
using System.Text.Json;
using Steadytrace.Traces.Ftrace;
using Steadytrace.Traces.Generated;

namespace Steadytrace.Fuzz.Kinds;

/// <summary>Chunks of ring-buffer pages of which a page, or the description with its format texts, is damaged.</summary>
internal sealed class FtraceKind(InputFolder folder, bool damagesPages) : IKind
{
    public void Begin(ulong seed)
    {
        var chance = new Chance(seed);
        var (little, longBytes, pageBytes) = (chance.Percent(80), chance.Percent(80) ? 8 : 4, chance.Pick(1024, 4096));
        var files = new Dictionary<string, byte[]>
        {
            [FtraceDescription.FileName] = JsonSerializer.SerializeToUtf8Bytes(FtracePieces.Description(little, longBytes, pageBytes), JsonSerializerOptions.Web),
            [FtraceDescription.NamesFileName] = Encoding.ASCII.GetBytes(FtracePieces.Names),
        };
        for (var cpu = 0; cpu < 2; cpu++) files[$"cpu{cpu}.pages"] = [.. Enumerable.Range(0, chance.Between(1, 2)).SelectMany(_ => FtracePieces.Page(chance, little, longBytes, pageBytes))];
        folder.Begin(files);
    }

    public bool Try(Chance chance)
    {
        var name = damagesPages ? $"cpu{chance.Below(2)}.pages" : chance.Percent(90) ? FtraceDescription.FileName : FtraceDescription.NamesFileName;
        var (sound, mutator, other) = (folder.Sound(name), new Mutator(chance), folder.Sound("cpu1.pages"));
        folder.Damage(name, damagesPages ? mutator.Bytes(sound, other) : mutator.Text(sound, other));
        return Verdict.Judge(folder, bySecond: chance.Percent(60), hasTwoReaders: false);
    }
}
