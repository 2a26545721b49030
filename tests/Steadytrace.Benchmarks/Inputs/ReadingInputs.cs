using Steadytrace.Testing;

namespace Steadytrace.Benchmarks.Inputs;

/// <summary>The traces that reading is measured on. Each is made when it is first asked for.</summary>
internal sealed class ReadingInputs(string folder)
{
    public const long Events = 20_000_000;
    public const long FewEvents = 1_000;
    private const int KernelEvents = 388_738;
    private const int KernelCopies = 52;
    private const long LargeBytes = 10_000_000_000;

    /// <summary>20 million user-space events.</summary>
    public string UserSpace => Path.Combine(folder, "user-space");

    /// <summary>A thousand of them.</summary>
    public string Small => Path.Combine(folder, "small");

    /// <summary>One kernel trace of 16 CPUs.</summary>
    public string Kernel => Path.Combine(folder, "kernel", "copy-0");

    /// <summary>The same 52 times: 20 million events.</summary>
    public string ManyKernels => Path.Combine(folder, "kernel");

    /// <summary>10 GB of user-space events.</summary>
    public string Large => Path.Combine(folder, "large");

    /// <summary>Pages of this machine's kernel.</summary>
    public string Pages => Path.Combine(folder, "pages");

    public static double KernelEventsOfOne => KernelEvents;

    public static double KernelEventsOfAll => (double)KernelEvents * KernelCopies;

    public Task EnsureUserSpaceAsync() => UserSpaceTrace.EnsureAsync(UserSpace, Events);

    public Task EnsureSmallAsync() => UserSpaceTrace.EnsureAsync(Small, FewEvents);

    /// <exception cref="MissingInputException">The shared traces are not here.</exception>
    public Task EnsureKernelAsync()
    {
        if (SharedTraces.Root is null) throw new MissingInputException("../shared/traces is missing beside the project");
        TraceCopies.Ensure(SharedTraces.Path("kernel-16cores"), ManyKernels, KernelCopies);
        return Task.CompletedTask;
    }

    public async Task EnsureLargeAsync()
    {
        await EnsureUserSpaceAsync();
        var bytes = SizeOf(UserSpace);
        TraceCopies.EnsureLinked(UserSpace, Large, (int)((LargeBytes + bytes - 1) / bytes));
    }

    public Task EnsurePagesAsync() => KernelPages.EnsureAsync(Pages);

    public static long SizeOf(string trace) => Directory.EnumerateFiles(trace, "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length);
}
