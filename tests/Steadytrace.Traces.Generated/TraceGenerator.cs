using System.Text;
using Steadytrace.Traces.Generated.Streams;
using Steadytrace.Traces.Generated.Text;

namespace Steadytrace.Traces.Generated;

/// <summary>Makes a valid trace of a seed: metadata, streams, and what counting them must yield.</summary>
public sealed class TraceGenerator
{
    private readonly Chance _chance;
    private readonly GeneratorOptions _options;
    private readonly GeneratedTrace _trace;

    private TraceGenerator(ulong seed, GeneratorOptions options)
    {
        (_chance, _options, _trace) = (new Chance(seed), options, new GeneratedTrace(seed));
    }

    /// <summary>The trace of a seed; the same for ever, as long as the generator itself is not changed.</summary>
    public static GeneratedTrace Make(ulong seed, GeneratorOptions? options = null)
    {
        var generator = new TraceGenerator(seed, options ?? new GeneratorOptions());
        generator.Make();
        return generator._trace;
    }

    private void Make()
    {
        switch (_chance.Below(10))
        {
            case 0:
                _trace.Constructs.Note(Construct.SubDirectories);
                Trace(["one/"], needsUuid: true);
                Trace([_chance.Pick("two/", "two/deeper/ust/")], needsUuid: true);
                break;
            case 1:
                _trace.Constructs.Note(Construct.DirectoriesOfOneTrace);
                Trace(["archives/1/", "archives/2/kernel/"], needsUuid: true);
                break;
            default:
                Trace([""], needsUuid: false);
                break;
        }
    }

    private void Trace(string[] directories, bool needsUuid)
    {
        var model = new ModelMaker(_chance, _trace.Constructs, _options).Make(needsUuid);
        var text = _options.IsJson ? JsonText.Of(model, _chance, _trace.Constructs) : TsdlText.Of(model, _chance, _trace.Constructs, _options.IsForBabeltrace);
        if (_trace.Metadata.Length == 0) _trace.Metadata = text;
        var metadata = Metadata(model, text);
        foreach (var directory in directories) _trace.Files[directory + "metadata"] = metadata;
        var identity = model.Uuid is { } uuid ? Convert.ToHexString(uuid) : "";
        var places = model.Streams.SelectMany(stream => Enumerable.Range(0, _chance.Between(1, _options.MaximumStreams)).Select(number => (stream, number))).ToList();
        for (var lane = 0; lane < places.Count; lane++)
        {
            var (stream, number) = places[lane];
            var cpu = (ulong)(_chance.Percent(50) ? 0 : _chance.Below(3));
            if (lane > 0 && stream.Special.ContainsKey("cpu_id") && model.HasSwitches && cpu == 0) _trace.Constructs.Note(Construct.SeveralStreamsOnOneCpu);
            var writer = new PacketWriter(model, stream, (identity, cpu, (ulong)number, lane, places.Count), _trace, _chance, _options);
            Files(model, stream, writer, $"channel{stream.Id}_{number}", directories);
        }

        if (_chance.Percent(10)) _trace.Files[directories[0] + "empty"] = [];
        if (_chance.Percent(10)) _trace.Files[directories[0] + ".hidden"] = [1, 2, 3];
    }

    private byte[] Metadata(TraceModel model, string text)
    {
        var form = _chance.Below(4);
        if (form < 2)
        {
            _trace.Constructs.Note(Construct.PlainText);
            return Encoding.UTF8.GetBytes(text);
        }

        _trace.Constructs.Note(form == 2 ? Construct.PacketizedLittleEndian : Construct.PacketizedBigEndian);
        return MetadataPackets.Of(text, model.Uuid ?? new byte[16], bigEndian: form == 3, _options.IsJson, _chance);
    }

    // In CTF 2 a packet that does not tell its begin begins at 0: short stamps cannot go on from the packet before.
    private bool MayHaveSeveral(StreamModel stream, PacketWriter writer) => writer.TellsSizes && !(_options.IsJson && !stream.HasBegin && stream.StampBits is > 0 and < 64);

    private void Files(TraceModel model, StreamModel stream, PacketWriter writer, string name, string[] directories)
    {
        // Files of one stream are put in order by their begin; without an instance id each is a stream of its own.
        var files = stream.HasBegin ? Math.Max(directories.Length, _chance.Percent(30) ? _chance.Between(2, 3) : 1) : 1;
        _trace.Constructs.NoteIf(files > 1 && model.HasInstanceId, Construct.SeveralFilesPerStream);
        var hasIndex = stream is { HasBegin: true } && stream.Special.ContainsKey("packet_size") && stream.Special.ContainsKey("content_size") && _chance.Percent(30);
        for (var file = 0; file < files; file++)
        {
            var directory = directories[file * directories.Length / files];
            if (file > 0 && !model.HasInstanceId) writer.ForgetLoss();
            var entries = new List<IndexEntry>();
            var path = $"{directory}{name}_{file}";
            _trace.Files[path] = writer.Write(MayHaveSeveral(stream, writer) ? _chance.Between(1, _options.MaximumPackets) : 1, entries, _trace.Lengths[path] = []);
            _trace.Streams.Add(path);
            if (!hasIndex) continue;
            _trace.Files[$"{directory}index/{name}_{file}.idx"] = IndexEntry.File(entries);
            _trace.Constructs.Note(Construct.IndexFile);
        }
    }
}
