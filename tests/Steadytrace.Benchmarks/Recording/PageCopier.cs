using Steadytrace.Recording.Tracefs;
using Steadytrace.Testing.Servers;

namespace Steadytrace.Benchmarks.Recording;

/// <summary>The bare loop: a small C program that copies the raw pages of an instance, which is set up just as ours is.</summary>
internal sealed class PageCopier : IRecording
{
    private const string InstanceName = "steadytrace-bench";

    private readonly TracefsInstance _instance;
    private readonly ServerProcess _copier;
    private readonly string _folder;
    private long _lost;

    private PageCopier(TracefsInstance instance, ServerProcess copier, string folder) => (_instance, _copier, _folder) = (instance, copier, folder);

    public IReadOnlyList<int> Processes => [_copier.Id];

    public static Contestant Contestant(string how, SteadyLoad load, string folder) => new($"bare loop, {how}", async () => await StartAsync(how, load, folder));

    public async Task<long?> LostAsync(long made)
    {
        var before = _lost;
        _lost = _instance.Cpus.Sum(cpu => _instance.Counters(cpu).Lost);
        return await Task.FromResult(_lost - before);
    }

    public async ValueTask DisposeAsync()
    {
        await _copier.DisposeAsync();
        await _instance.RemoveAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<PageCopier> StartAsync(string how, SteadyLoad load, string folder)
    {
        var options = TracedKernel.Options(load);
        var instance = new TracefsInstance(options.Root, InstanceName);
        // Left by a run that was killed.
        await instance.RemoveAsync();
        instance.Create();
        try
        {
            new InstanceSetup(instance, options.Root, options).Apply();
            instance.Write("buffer_percent", TracefsRecorder.WakeAtPercent);
            var program = SteadyLoad.Build(folder, "copy", "copy.c");
            var pages = Directory.CreateDirectory(Path.Combine(folder, "pages")).FullName;
            var copier = ServerProcess.Start(program, [how, instance.Path, pages], new Dictionary<string, string?>(), folder);
            instance.Write("tracing_on", "1");
            return new PageCopier(instance, copier, pages);
        }
        catch
        {
            // Whatever failed: nothing may be left in the kernel.
            await instance.RemoveAsync();
            throw;
        }
    }
}
