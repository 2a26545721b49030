using Steadytrace.Recording.Lttng;
using Steadytrace.Recording.Tracefs;
using Steadytrace.Settings;
using Steadytrace.Settings.Parts;
using Steadytrace.Testing;

namespace Steadytrace.Tests.Settings;

public sealed class RecorderSettingsTests
{
    [Fact]
    public void Channels_are_read_by_the_names_that_a_person_gives_them()
    {
        var lttng = Read("""
            lttng {
              domain = both
              channels {
                irqs { domain = kernel, events = ["@interrupts"], sub-buffer-bytes = 4MiB, sub-buffer-count = 4, contexts = [] }
                calls { system-calls = on }
                app { domain = user, events = ["my:*", "!my:debug*"] }
              }
            }
            """).Lttng;

        Assert.Equal(LttngDomain.Both, lttng.Domain);
        Assert.Equal([("app", LttngDomain.User), ("calls", LttngDomain.Kernel), ("irqs", LttngDomain.Kernel)], lttng.Channels.Select(channel => (channel.Name, channel.Domain)));
        Assert.True(lttng.Channels[1].SystemCalls);
        Assert.Null(lttng.Channels[1].Contexts);
        Assert.Equal((4L << 20, 4, 0), (lttng.Channels[2].SubBufferBytes, lttng.Channels[2].SubBufferCount, lttng.Channels[2].Contexts?.Count));
    }

    [Fact]
    public void Filters_and_left_out_events_are_read()
    {
        var ftrace = Read("""ftrace { events = ["@scheduler", "!sched:sched_stat*"], filters = ["sched:sched_switch prev_pid != 0"] }""").Ftrace;
        Assert.Equal(["@scheduler", "!sched:sched_stat*"], ftrace.Events);
        Assert.Equal([new EventFilter("sched:sched_switch", "prev_pid != 0")], ftrace.Filters);
    }

    [Theory]
    [InlineData("lttng.channels.a { domain = user, events = [\"*\"], evnts = [x] }", "steadytrace.tracer.lttng.channels.a.evnts", "did you mean steadytrace.tracer.lttng.channels.a.events")]
    [InlineData("lttng.channels.a { domain = kernel, events = [\"sched_*\", \"!sched_wake*\"] }", "channel a", "no exclusion")]
    [InlineData("lttng.channels.a { events = [] }", "channel a", "no events")]
    [InlineData("ftrace.events = [sched]", "ftrace.events", "@scheduler")]
    [InlineData("ftrace.filters = [\"sched:sched_switch\"]", "ftrace.filters", "condition")]
    [InlineData("replay { follow = on }", "replay", "path")]
    [InlineData("replay { path = /x, speed = quick }", "replay", "speed")]
    public void A_mistake_is_told_with_its_key(string text, string key, string words)
    {
        var mistakes = Assert.Throws<SettingsException>(() => Read(text)).Mistakes;
        Assert.Contains(mistakes, mistake => mistake.Contains(key, StringComparison.Ordinal) && mistake.Contains(words, StringComparison.Ordinal));
    }

    private static RecorderSettings Read(string tracer)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["my.conf"], $"steadytrace {{\n  roles = [tracer]\n  tracer {{\n{tracer}\n  }}\n}}\n");
        return NodeSettings.Read(EffectiveSettings.Load([], [folder["my.conf"]], new Dictionary<string, string>(), [])).Recorders;
    }
}
