using System.Diagnostics;
using System.IO.MemoryMappedFiles;
using System.Text;
using Steadytrace.Fuzz.Kinds;
using Steadytrace.Traces.Generated;

namespace Steadytrace.Fuzz;

/// <summary>Tries a number of cases of one kind.</summary>
internal sealed class FuzzRun(string name, ulong seed, string folder)
{
    /// <summary>Cases that damage the same sound input: its layout is read and its plan compiled once where only streams are damaged.</summary>
    private const int CasesPerInput = 200;

    private const int CaseBytes = 20;

    // Of the processor: a fuzzer that is stopped, or has a busy machine, does not hang. Who runs it has a limit for one that waits.
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(5);
    private readonly InputFolder _input = new(Path.Combine(folder, "input"));
    private long _case;

    /// <summary>All kinds by name.</summary>
    public static IReadOnlyList<string> Names { get; } = ["tsdl", "ctf2", "stream", "ctf2-stream", "index", "ftrace-page", "ftrace-text", "trace-dat"];

    /// <summary>Runs cases from <paramref name="first"/> on.</summary>
    /// <returns>The number of findings; the run ends after ten.</returns>
    public int Run(long first, long cases)
    {
        var kind = Kind();
        var (findings, read, began) = (0, 0L, Stopwatch.GetTimestamp());
        var last = (Case: -1L, Used: TimeSpan.Zero);
        using var file = MemoryMappedFile.CreateFromFile(Path.Combine(folder, "case"), FileMode.Create, null, CaseBytes);
        using var place = file.CreateViewAccessor();
        using var watch = new Timer(_ => Watch(ref last), null, BetweenLooks, BetweenLooks);
        for (_case = first; _case < first + cases && findings < 10; _case++)
        {
            if (_case == first || _case % CasesPerInput == 0) kind.Begin(Mixed(_case / CasesPerInput));
            // For whoever finds the process ended by a signal.
            place.WriteArray(0, Encoding.ASCII.GetBytes($"{_case,-CaseBytes}"), 0, CaseBytes);
            try
            {
                if (kind.Try(new Chance(Mixed(_case) + 1))) read++;
            }
            catch (FindingException finding)
            {
                findings++;
                Console.WriteLine($"finding: {name} --seed {seed} --first {_case} --cases 1: {finding.Message}");
            }
        }

        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        Console.WriteLine($"{name}: {_case - first} cases, {read} of them read, {(_case - first) / seconds:F0} cases/s, {findings} findings, seed {seed}, {Environment.WorkingSet >> 20} MiB resident");
        return findings;
    }

    private IKind Kind() => name switch
    {
        "tsdl" => new CtfKind(_input, IsMetadata, isText: true, isJson: false),
        "ctf2" => new CtfKind(_input, IsMetadata, isText: true, isJson: true),
        "stream" => new CtfKind(_input, IsStream, isText: false, isJson: false),
        "ctf2-stream" => new CtfKind(_input, IsStream, isText: false, isJson: true),
        "index" => new CtfKind(_input, IsIndex, isText: false, isJson: false),
        "ftrace-page" => new FtraceKind(_input, damagesPages: true),
        "ftrace-text" => new FtraceKind(_input, damagesPages: false),
        "trace-dat" => new TraceDatKind(_input),
        _ => throw new ArgumentException($"kind '{name}'; known are {string.Join(", ", Names)}"),
    };

    private static bool IsMetadata(string file) => Path.GetFileName(file) == "metadata";

    private static bool IsIndex(string file) => file.EndsWith(".idx", StringComparison.Ordinal);

    private static bool IsStream(string file) => Path.GetFileName(file).StartsWith("channel", StringComparison.Ordinal) && !IsIndex(file);

    private ulong Mixed(long number) => new Chance(seed * 1_000_003 + (ulong)number).Bits() >> 16;

    private void Watch(ref (long Case, TimeSpan Used) last)
    {
        var (now, used) = (Interlocked.Read(ref _case), Environment.CpuUsage.TotalTime);
        if (now != last.Case)
        {
            last = (now, used);
            return;
        }

        if (used - last.Used < Hang) return;
        Console.WriteLine($"finding: {name} --seed {seed} --first {now} --cases 1: hangs for more than {Hang}");
        Environment.Exit(1);
    }
}
