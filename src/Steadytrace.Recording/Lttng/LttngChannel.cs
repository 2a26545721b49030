namespace Steadytrace.Recording.Lttng;

/// <summary>One channel of a session: events that share buffers and contexts.</summary>
/// <param name="Name">Its name: letters, digits, <c>-</c> and <c>_</c>, 1 to 64; unlike that of any other channel of its domain.</param>
/// <param name="Domain"><see cref="LttngDomain.Kernel"/> or <see cref="LttngDomain.User"/>.</param>
public sealed record LttngChannel(string Name, LttngDomain Domain)
{
    /// <summary>
    /// Tracepoints by name or glob pattern, or by a profile's name (<c>@scheduler</c>, see <see cref="EventProfiles"/>). In the user domain <c>!pattern</c> leaves
    /// out what the patterns beside it choose; LTTng's kernel tracer has no such exclusion.
    /// </summary>
    public IReadOnlyList<string> Events { get; init; } = [];

    /// <summary>Records the entry and exit of every system call; kernel domain only.</summary>
    public bool SystemCalls { get; init; }

    /// <summary>Size of one sub-buffer in bytes, per CPU; null: the recorder's.</summary>
    public long? SubBufferBytes { get; init; }

    /// <summary>Sub-buffers per CPU; null: the recorder's.</summary>
    public int? SubBufferCount { get; init; }

    /// <summary>Context fields of each event; null: the recorder's of the domain.</summary>
    public IReadOnlyList<string>? Contexts { get; init; }

    /// <summary>The patterns to enable, profiles resolved.</summary>
    internal IEnumerable<string> Wanted => EventProfiles.Resolve(Events, EventProfiles.Lttng).Where(pattern => pattern[0] != '!');

    /// <summary>The patterns to leave out.</summary>
    internal IEnumerable<string> Excluded => Events.Where(pattern => pattern[0] == '!').Select(pattern => pattern[1..]);

    /// <summary>The first mistake, as one line; null when all is well.</summary>
    public string? Validate()
    {
        var key = $"lttng channel {Name}";
        if (Name.Length is < 1 or > 64 || !Name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')) return $"lttng channel '{Name}': 1 to 64 of A-Z a-z 0-9 _ - are allowed in its name";
        if (Domain is not (LttngDomain.Kernel or LttngDomain.User)) return $"{key}: its domain is {Domain}: kernel or user is allowed";
        if (Events.FirstOrDefault(one => one.Trim().TrimStart('!').Length == 0) is not null) return $"{key} has an empty event: a name or a pattern is allowed";
        if (EventProfiles.Unknown(Events, EventProfiles.Lttng) is { } unknown) return $"{key}: there is no profile {unknown}: {string.Join(", ", EventProfiles.Lttng.Keys)} are allowed";
        if (SystemCalls && Domain == LttngDomain.User) return $"{key}: system calls are recorded in the kernel domain only";
        if (!Wanted.Any() && !SystemCalls) return $"{key} has no events: name at least one event or pattern";
        if (Domain == LttngDomain.Kernel && Excluded.Any()) return $"{key} leaves out !{Excluded.First()}: LTTng's kernel tracer knows no exclusion; name the events that are wanted";
        if (SubBufferBytes is { } bytes && (bytes is < 4096 or > 1L << 30 || !long.IsPow2(bytes))) return $"{key}: sub-buffer-bytes is {bytes}: a power of two from 4096 to 1073741824 is allowed";
        if (SubBufferCount is { } count && (count is < 2 or > 1024 || !int.IsPow2(count))) return $"{key}: sub-buffer-count is {count}: a power of two from 2 to 1024 is allowed";
        return null;
    }
}
