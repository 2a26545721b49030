using System.Text;
using Steadytrace.Testing;
using Steadytrace.Traces.Ftrace;
using Steadytrace.Traces.Tests.Ftrace;

namespace Steadytrace.Traces.Tests.Limits;

/// <summary>Files as trace-cmd writes them whose texts, tables or pages would take more memory than they have bytes; made without chance.</summary>
internal static class HostileDats
{
    private const int LargestPageBytes = 16 << 20;

    private static readonly FtraceDescription Plain = KernelTexts.Description();

    private static readonly (string System, string Format) Tick = (Plain.Events[^1].System, Plain.Events[^1].Format);

    /// <summary>Lines <c>pid name</c>, as many as are read of a file.</summary>
    public static string ManyNames { get; } = Lines();

    /// <summary>By name: fills a folder with a file.</summary>
    public static IReadOnlyDictionary<string, Action<TemporaryFolder>> All { get; } = new Dictionary<string, Action<TemporaryFolder>>
    {
        ["saved names without end"] = folder => Write(folder, Dat(names: ManyNames).Version6()),
        ["saved names without end, compressed"] = folder => Write(folder, Dat(names: ManyNames).Version7("zlib", TraceDatBuilder.Zlib)),
        ["formats of one byte"] = folder => Write(folder, Dat([.. Enumerable.Repeat(("a", "x"), 1_000_000)]).Version6()),
        ["formats that are all fields"] = folder => Write(folder, Dat([.. Enumerable.Range(1, 14).Select(id => ("a", Fields(id, 40_000)))]).Version7("zlib", TraceDatBuilder.Zlib)),
        ["a format for each number of an event"] = folder => Write(folder, Dat([.. Enumerable.Range(1, 60_000).Select(id => ($"system{id}", Format(id)))]).Version6()),
        ["texts without end"] = folder => Write(folder, Dat([("a", Format(1) + new string('a', 60 << 20))]).Version6()),
        ["texts just below the limit in each section"] = folder => Write(folder, Dat([("ftrace", Format(1) + new string('a', 14 << 20)), ("a", Format(2) + new string('a', 14 << 20))], header: new string('a', 14 << 20)).Version7("zlib", TraceDatBuilder.Zlib)),
        ["instances of long names with eight thousand CPUs"] = folder => Write(folder, new TraceDatBuilder
        {
            PageBytes = 4096, HeaderPage = Plain.HeaderPage, HeaderEvent = Plain.HeaderEvent, Events = [Tick],
            Buffers = [("", [Page(4096)]), .. Enumerable.Range(0, 40).Select(number => ($"{number}".PadLeft(250, 'i'), Enumerable.Repeat(Page(4096), 200).ToArray()))],
        }.Version7("none", null)),
        ["pages as large as may be, compressed"] = folder => Write(folder, new TraceDatBuilder
        {
            PageBytes = LargestPageBytes, HeaderPage = KernelTexts.HeaderPage(8, LargestPageBytes), HeaderEvent = Plain.HeaderEvent, Events = [Tick],
            Buffers = [("", [Page(LargestPageBytes), Page(LargestPageBytes), Page(LargestPageBytes)])],
        }.Version7("zlib", TraceDatBuilder.Zlib)),
    };

    private static string Lines()
    {
        var text = new StringBuilder();
        for (var pid = 1; text.Length < (16 << 20) - 20; pid++) text.Append(pid).Append(" \n");
        return text.ToString();
    }

    private static TraceDatBuilder Dat(IReadOnlyList<(string System, string Format)>? events = null, string names = "", string header = "") => new()
    {
        PageBytes = 4096, HeaderPage = Plain.HeaderPage + header, HeaderEvent = Plain.HeaderEvent, Events = events ?? [Tick], Names = names, Buffers = [("", [Page(4096), Page(4096)])],
    };

    private static string Format(int id) =>
        $"name: e{id}\nID: {id}\n\tfield:unsigned short common_type;\toffset:0;\tsize:2;\n\tfield:int common_pid;\toffset:4;\tsize:4;\n";

    private static string Fields(int id, int count) => Format(id) + string.Concat(Enumerable.Range(0, count).Select(at => $"field:a f{at % 10};offset:0;size:1;\n"));

    private static byte[] Page(int bytes)
    {
        var page = new PageBuilder(KernelTexts.Description(bytes), 1);
        page.Tick(1);
        return page.Page();
    }

    private static void Write(TemporaryFolder folder, byte[] file) => File.WriteAllBytes(folder["trace.dat"], file);
}
