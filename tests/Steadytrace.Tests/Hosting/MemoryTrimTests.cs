using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Time.Testing;
using Steadytrace.Hosting;
using Steadytrace.Testing;

namespace Steadytrace.Tests.Hosting;

/// <summary>The memory of the whole process is looked at: nothing else may run beside.</summary>
[CollectionDefinition(nameof(MemoryTrimTests), DisableParallelization = true)]
public sealed class MemoryTrimGroup;

[Collection(nameof(MemoryTrimTests))]
public sealed class MemoryTrimTests
{
    private const int Pieces = 1024, PieceBytes = 64 << 10; // each too small for pages of its own
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public Task What_was_freed_behind_something_that_is_still_needed_goes_back_to_the_system() => IsGivenBackAsync(() =>
    {
        var last = Peak();
        return () => Marshal.FreeHGlobal(last);
    });

    [Fact]
    public Task What_has_become_old_and_is_needed_no_more_goes_back_to_the_system() => IsGivenBackAsync(() =>
    {
        Old();
        return () => { };
    });

    /// <summary>At the start, and again and again.</summary>
    private static async Task IsGivenBackAsync(Func<Action> peak)
    {
        var time = new FakeTimeProvider();
        using var trim = new MemoryTrim(time, smallHeap: long.MaxValue); // whatever the tests before left
        await trim.StartAsync(CancellationToken.None);
        try
        {
            for (var round = 0; round < 2; round++) await IsGivenBackAsync(time, peak);
        }
        finally
        {
            await trim.StopAsync(CancellationToken.None);
        }
    }

    private static async Task IsGivenBackAsync(FakeTimeProvider time, Func<Action> peak)
    {
        var free = peak();
        var before = OwnBytes();
        try
        {
            await Eventually.HoldsAsync(
                () =>
                {
                    time.Advance(TimeSpan.FromMinutes(1));
                    return OwnBytes() < before - (Pieces * PieceBytes / 2);
                },
                "memory that is given back", Patience);
        }
        finally
        {
            free();
        }
    }

    /// <summary>64 MiB that survive what the collector does by itself.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Old()
    {
        var pieces = new byte[Pieces][];
        for (var piece = 0; piece < Pieces; piece++) Array.Fill(pieces[piece] = new byte[PieceBytes], (byte)1);
        GC.Collect();
        GC.Collect();
        GC.KeepAlive(pieces);
    }

    /// <summary>Takes 64 MiB, writes to all of it, and frees all but the last piece.</summary>
    private static nint Peak()
    {
        var pieces = new nint[Pieces];
        var bytes = new byte[PieceBytes];
        for (var piece = 0; piece < Pieces; piece++)
        {
            pieces[piece] = Marshal.AllocHGlobal(PieceBytes);
            Marshal.Copy(bytes, 0, pieces[piece], PieceBytes);
        }

        foreach (var piece in pieces.SkipLast(1)) Marshal.FreeHGlobal(piece);
        return pieces[^1];
    }

    private static long OwnBytes() => long.Parse(
        File.ReadLines("/proc/self/status").First(line => line.StartsWith("RssAnon:", StringComparison.Ordinal)).Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) << 10;
}
