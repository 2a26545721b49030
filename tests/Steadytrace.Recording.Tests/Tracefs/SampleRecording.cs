using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Steadytrace.Recording.Tracefs;

namespace Steadytrace.Recording.Tests.Tracefs;

/// <summary>Records the sample trace that ships with the project; part of <c>tests/sample/make.sh</c>, and of no other run of the tests.</summary>
[Collection(TracefsTests.Name)]
public sealed class SampleRecording
{
    private const string FolderVariable = "STEADYTRACE_SAMPLE_FOLDER";
    private const string LoadVariable = "STEADYTRACE_SAMPLE_LOAD";
    private const int Chunks = 15;
    private static readonly TimeSpan ChunkLength = TimeSpan.FromSeconds(2);

    [SampleFact]
    public async Task Records_a_small_mixed_load_in_chunks()
    {
        var folder = Environment.GetEnvironmentVariable(FolderVariable)!;
        using var load = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "read begin; . \"$0\"", Environment.GetEnvironmentVariable(LoadVariable)!]) { RedirectStandardInput = true })!;
        var recorder = new TracefsRecorder(new TracefsOptions { OnlyProcesses = [load.Id, .. KernelThreads()] });
        var bounds = new List<long>();
        try
        {
            var run = new RecordingRun(new SourceId(new HostId("sample"), "ftrace"), 1, Directory.CreateDirectory(Path.Combine(folder, "runs", "1")).FullName);
            bounds.Add(await recorder.StartAsync(run, Chunk(0), default));
            await load.StandardInput.WriteLineAsync();
            for (var number = 1; number < Chunks; number++)
            {
                await Task.Delay(ChunkLength);
                bounds.Add((await recorder.CutAsync(Chunk(number), default)).EndUnixNs);
            }

            await Task.Delay(ChunkLength);
            bounds.Add((await recorder.StopAsync(default)).EndUnixNs);
        }
        finally
        {
            await recorder.DisposeAsync();
            load.Kill(entireProcessTree: true);
        }

        var chunks = Enumerable.Range(0, Chunks).Select(number => new { begin = bounds[number], end = bounds[number + 1] });
        File.WriteAllText(Path.Combine(folder, "chunks.json"), JsonSerializer.Serialize(chunks));

        string Chunk(int number) => Directory.CreateDirectory(Path.Combine(folder, number.ToString(CultureInfo.InvariantCulture))).FullName;
    }

    // Those that the kernel's thread of threads started: field 4 of stat, behind the name, is the parent.
    private static IEnumerable<int> KernelThreads()
    {
        foreach (var path in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(path.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) || !File.Exists(Path.Combine(path, "stat"))) continue;
            var stat = File.ReadAllText(Path.Combine(path, "stat"));
            if (stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1] == "2") yield return pid;
        }
    }

    private sealed class SampleFactAttribute : FactAttribute
    {
        public SampleFactAttribute() => Skip = Environment.GetEnvironmentVariable(FolderVariable) is null ? "records the sample trace: only for tests/sample/make.sh" : null!;
    }
}
