using System.Diagnostics;

namespace Steadytrace.Console.Tests;

/// <summary>Waits for what a real server does in its own time.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    public static async Task TrueAsync(Func<bool> condition)
    {
        for (var watch = Stopwatch.StartNew(); !condition();)
        {
            Assert.True(watch.Elapsed < Deadline, $"not so within {Deadline.TotalSeconds} s");
            await Task.Delay(20);
        }
    }
}
