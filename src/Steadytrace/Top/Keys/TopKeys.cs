using Steadytrace.Cluster.Top;

namespace Steadytrace.Top.Keys;

/// <summary>What each key does.</summary>
internal static class TopKeys
{
    private const int LongestFilter = 64;

    /// <summary>The state after a key.</summary>
    /// <param name="state">Before it.</param>
    /// <param name="key">The key.</param>
    /// <param name="rows">What is seen now.</param>
    /// <param name="page">Rows that fit the screen, at least 1.</param>
    public static TopState Press(TopState state, ConsoleKeyInfo key, IReadOnlyList<TopRow> rows, int page)
    {
        if (key.Key == ConsoleKey.C && key.Modifiers.HasFlag(ConsoleModifiers.Control)) return state with { IsOver = true };
        if (state.IsTyping) return Type(state, key);
        if (state.IsHelp) return state with { IsHelp = false, IsOver = key.KeyChar is 'q' or 'Q' };
        return Move(state, key, rows.Count, page) ?? Choose(state, key, rows) ?? state;
    }

    private static TopState Type(TopState state, ConsoleKeyInfo key)
    {
        var filter = state.Question.Filter;
        return key switch
        {
            { Key: ConsoleKey.Enter } => state with { IsTyping = false },
            { Key: ConsoleKey.Escape } => Filtered(state, state.FilterBefore) with { IsTyping = false },
            { Key: ConsoleKey.Backspace } or { KeyChar: '\x7f' or '\b' } => Filtered(state, filter.Length > 0 ? filter[..^1] : ""),
            { Key: ConsoleKey.U } when key.Modifiers.HasFlag(ConsoleModifiers.Control) => Filtered(state, ""),
            { KeyChar: var c } when !char.IsControl(c) && filter.Length < LongestFilter => Filtered(state, filter + c),
            _ => state,
        };
    }

    private static TopState? Move(TopState state, ConsoleKeyInfo key, int rows, int page)
    {
        int? cursor = key switch
        {
            { Key: ConsoleKey.UpArrow } or { KeyChar: 'k' } => state.Cursor - 1,
            { Key: ConsoleKey.DownArrow } or { KeyChar: 'j' } => state.Cursor + 1,
            { Key: ConsoleKey.PageUp } => state.Cursor - page,
            { Key: ConsoleKey.PageDown } => state.Cursor + page,
            { Key: ConsoleKey.Home } => 0,
            { Key: ConsoleKey.End } => rows - 1,
            _ => null,
        };
        return cursor is { } row ? state with { Cursor = Math.Clamp(row, 0, Math.Max(0, rows - 1)) } : null;
    }

    private static TopState? Choose(TopState state, ConsoleKeyInfo key, IReadOnlyList<TopRow> rows)
    {
        var question = state.Question;
        return key switch
        {
            { KeyChar: '1' or 'p' } => See(state, TopView.Processes),
            { KeyChar: '2' or 't' } => See(state, TopView.Types),
            { KeyChar: '3' or 'e' } => See(state, TopView.Events),
            { KeyChar: '4' or 'h' } => See(state, TopView.Hosts),
            { Key: ConsoleKey.Tab } => See(state, (TopView)(((int)question.View + (key.Modifiers.HasFlag(ConsoleModifiers.Shift) ? 3 : 1)) % 4)),
            { KeyChar: 's' } => Ask(state, question with { Sort = TopSorts.After(question.Sort, question.View), IsReversed = false }),
            { KeyChar: 'S' } => Ask(state, question with { Sort = TopSorts.Before(question.Sort, question.View), IsReversed = false }),
            { KeyChar: 'r' } => Ask(state, question with { IsReversed = !question.IsReversed }),
            { KeyChar: 'i' } => Ask(state, question with { Interval = question.Interval.Next }),
            { KeyChar: 'a' } => Ask(state, question with { AreHostsApart = !question.AreHostsApart }),
            { KeyChar: '/' } => state with { IsTyping = true, FilterBefore = question.Filter },
            { KeyChar: ' ' } => state with { IsPaused = !state.IsPaused },
            { KeyChar: '?' } or { Key: ConsoleKey.F1 } => state with { IsHelp = true },
            { KeyChar: 'q' or 'Q' } or { Key: ConsoleKey.F10 } => state with { IsOver = true },
            { Key: ConsoleKey.Escape } => Ask(state, question with { Filter = "", Host = null, Type = null }),
            { Key: ConsoleKey.Enter } when state.Cursor < rows.Count => Open(state, rows[state.Cursor]),
            _ => null,
        };
    }

    /// <summary>Into a type: its events. Into a host: its processes.</summary>
    private static TopState Open(TopState state, TopRow row) => state.Question.View switch
    {
        TopView.Types => See(state, TopView.Events) is var seen ? Ask(seen, seen.Question with { Type = row.Name, Filter = "", Host = row.Host.Length > 0 ? row.Host : seen.Question.Host }) : state,
        TopView.Hosts => See(state, TopView.Processes) is var seen ? Ask(seen, seen.Question with { Host = row.Host, Filter = "" }) : state,
        _ => state,
    };

    private static TopState See(TopState state, TopView view)
    {
        if (state.Question.View == view) return state;
        var sort = TopSorts.Of(view).Contains(state.Question.Sort) ? state.Question.Sort : TopSort.Events;
        return Ask(state, state.Question with { View = view, Sort = sort, Type = view == TopView.Events ? state.Question.Type : null });
    }

    private static TopState Filtered(TopState state, string filter) => Ask(state, state.Question with { Filter = filter });

    private static TopState Ask(TopState state, TopQuestion question) => state with { Question = question, Cursor = 0 };
}
