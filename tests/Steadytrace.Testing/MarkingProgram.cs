using System.Diagnostics;

namespace Steadytrace.Testing;

/// <summary>A C program that writes numbers to a <c>trace_marker</c>, each in a call of its own.</summary>
public sealed class MarkingProgram : IAsyncDisposable
{
    private const string Begin = "int marker = open(arguments[1], O_WRONLY);";

    private const string Call = """
        char text[32];
        int length = snprintf(text, sizeof text, "%ld\n", number++);
        if (write(marker, text, length) != length) return 1;
        """;

    private readonly CallingProgram _program;
    private readonly CallingProcess _process;

    private MarkingProgram(CallingProgram program, CallingProcess process) => (_program, _process) = (program, process);

    /// <summary>Starts one; an instance whose marker is open cannot be removed.</summary>
    public static async Task<MarkingProgram> StartAsync(string marker)
    {
        var program = new CallingProgram("marking-program", Call, begin: Begin);
        return new MarkingProgram(program, await CallingProgram.StartAsync(new ProcessStartInfo(program.Path, [marker])));
    }

    /// <summary>Writes marks, a batch at the begin of each period; completes when they are written, with the number of all so far.</summary>
    public Task<long> MarkAsync(long marks, long batch, long periodMicroseconds) => _process.CallAsync(marks, batch, -periodMicroseconds);

    /// <summary>Writes marks again and again until it is told that there are enough, which is looked at in between.</summary>
    /// <returns>The number of all marks.</returns>
    public async Task<long> MarkUntilAsync(long marks, long batch, long periodMicroseconds, CancellationToken enough)
    {
        long all = 0;
        while (!enough.IsCancellationRequested) all = await MarkAsync(marks, batch, periodMicroseconds);
        return all;
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _program.Dispose();
    }
}
