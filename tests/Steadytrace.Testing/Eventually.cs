using System.Diagnostics;

namespace Steadytrace.Testing;

/// <summary>Waits for what a real server or another thread brings about: by looking, with a deadline.</summary>
public static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    /// <summary>Looks until the condition holds.</summary>
    /// <exception cref="TimeoutException">It did not within the time; the message says what was waited for.</exception>
    public static Task HoldsAsync(Func<bool> condition, string what, TimeSpan within) => HoldsAsync(() => Task.FromResult(condition()), what, within);

    /// <inheritdoc cref="HoldsAsync(Func{bool}, string, TimeSpan)"/>
    public static async Task HoldsAsync(Func<Task<bool>> condition, string what, TimeSpan within)
    {
        if (!await HoldsWithinAsync(condition, within)) throw new TimeoutException($"not within {within.TotalSeconds:0.#} s: {what}");
    }

    /// <summary>Looks until the condition holds, or the time is over.</summary>
    /// <returns>Whether it held.</returns>
    public static Task<bool> HoldsWithinAsync(Func<bool> condition, TimeSpan within) => HoldsWithinAsync(() => Task.FromResult(condition()), within);

    private static async Task<bool> HoldsWithinAsync(Func<Task<bool>> condition, TimeSpan within)
    {
        var clock = Stopwatch.StartNew();
        while (!await condition())
        {
            if (clock.Elapsed > within) return false;
            await Task.Delay(Pause);
        }

        return true;
    }
}
