using System.Diagnostics;
using System.Globalization;
using Steadytrace.Benchmarks.Timing;
using Steadytrace.Testing;

namespace Steadytrace.Benchmarks.Recording;

/// <summary>A C program on one processor that makes events at a steady rate, as long as it is told to; it ends with us.</summary>
internal sealed class SteadyLoad : IDisposable
{
    private const string Source = "load.c";
    private static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(2);
    private readonly Process _process;
    private readonly int _eventsPerHit;

    private SteadyLoad(ProcessStartInfo start, int eventsPerHit)
    {
        start.RedirectStandardInput = start.RedirectStandardOutput = true;
        // Waits for LTTng's daemon however slow the machine is: events before that would not be traced.
        start.Environment["LTTNG_UST_REGISTER_TIMEOUT"] = "-1";
        _process = Process.Start(start)!;
        _eventsPerHit = eventsPerHit;
        var said = (_process.StandardOutput.ReadLine() ?? throw new BenchException("the load does not start")).Split(' ');
        (Id, SystemCall) = (Number(said[0]), Number(said[1]));
    }

    /// <summary>Its process.</summary>
    public int Id { get; }

    /// <summary>The number of the system call that it makes.</summary>
    public int SystemCall { get; }

    /// <summary>Choose its events and no others, in the kernel's own language.</summary>
    public string Filter => $"id == {SystemCall} && common_pid == {Id}";

    /// <summary>One that makes system calls: each is two events, <c>sys_enter</c> and <c>sys_exit</c>, of 48 bytes on average.</summary>
    public static SteadyLoad Calls(string folder) => new(new ProcessStartInfo(Build(folder, "calls", Source)), eventsPerHit: 2);

    /// <summary>One that hits a tracepoint of LTTng's user space.</summary>
    public static SteadyLoad Hits(string folder, LttngSessionDaemon place)
    {
        var provider = Path.Combine(AppContext.BaseDirectory, "Inputs", "Program");
        return new(place.Inside(Build(folder, "hits", Source, "-DUSER_SPACE", $"-I{provider}", "-llttng-ust", "-ldl")), eventsPerHit: 1);
    }

    /// <summary>Makes events, and tells what became of it.</summary>
    /// <remarks>Cancelled, it makes no more, for ever.</remarks>
    public async Task<LoadRun> RunAsync(long eventsPerSecond, int seconds, CancellationToken cancellation)
    {
        await _process.StandardInput.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{eventsPerSecond / _eventsPerHit} {seconds}"));
        await _process.StandardInput.FlushAsync();
        await using var ended = cancellation.Register(() => _process.Kill());
        var said = (await _process.StandardOutput.ReadLineAsync(cancellation) ?? throw new BenchException("the load ended"))
            .Split(' ').Select(word => long.Parse(word, CultureInfo.InvariantCulture)).ToArray();
        return new LoadRun(said[0] * _eventsPerHit, said[1] / 1e9, said[2] / 1e9);
    }

    /// <summary>Compiles a program that lies beside this file.</summary>
    public static string Build(string folder, string name, string source, params string[] more)
    {
        var program = Path.Combine(folder, name);
        Command.Read("cc", ["-O2", Path.Combine(AppContext.BaseDirectory, "Recording", "Programs", source), "-o", program, "-lpthread", .. more]);
        return program;
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        // Where a measure failed it may have an hour's events before it.
        if (!_process.WaitForExit(EndsWithin)) _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
