using Steadytrace.Commands.Count;

namespace Steadytrace.Tests.Commands.Count;

public sealed class NamePatternsTests
{
    [Theory]
    [InlineData("sched_switch sched_waking irq_entry timer_start", "")]
    [InlineData("sched_switch sched_waking", "sched_*")]
    [InlineData("sched_switch", "sched_*", "!*_waking")]
    [InlineData("sched_switch sched_waking irq_entry", "!timer_*")]
    [InlineData("irq_entry timer_start", "irq_entry", "timer*")]
    [InlineData("", "Sched_*")]
    [InlineData("sched_waking", "s*_w*g")]
    public void What_fits_a_pattern_and_no_exclusion_is_taken(string expected, params string[] patterns)
    {
        var names = new NamePatterns("--event", [.. patterns.Where(pattern => pattern.Length > 0)]);

        Assert.Equal(expected, string.Join(' ', "sched_switch sched_waking irq_entry timer_start".Split(' ').Where(names.Take)));
    }
}
