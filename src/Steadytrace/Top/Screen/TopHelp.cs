namespace Steadytrace.Top.Screen;

/// <summary>All keys.</summary>
internal static class TopHelp
{
    private static readonly (string Keys, string Do)[] Rows =
    [
        ("1 2 3 4", "processes, types, events, hosts; or p t e h, or Tab"),
        ("s  S", "sort by the next column, the one before"),
        ("r", "the smallest first"),
        ("i", "look at the last 1, 5, 10 or 60 seconds"),
        ("/", "show only what has a text in its name or host"),
        ("a", "a row for each host, or all hosts together"),
        ("enter", "on a type: its events; on a host: its processes"),
        ("esc", "no filter, all hosts, all types"),
        ("space", "stand still, go on; counting never stops"),
        ("↑ ↓ PgUp PgDn", "move"),
        ("q  Ctrl-C", "leave"),
        ("", ""),
        ("EVENTS/S", "whole seconds only, as they are published later"),
        ("CPU", "of one processor, from sched_switch; on top without idle"),
        ("THIS MINUTE", "since it began, or is counted; the running second too"),
        ("LOST", "events lost since the first look; +3p: packets lost now"),
        ("BEHIND", "how old the last whole second is"),
    ];

    public static IReadOnlyList<ScreenLine> Lines(int width) =>
        [new ScreenLine([new("Keys", ScreenStyle.Strong)], width), new ScreenLine([], width), .. Rows.Select(row => new ScreenLine([new($"  {row.Keys,-15}", ScreenStyle.Key), new(row.Do)], width))];
}
